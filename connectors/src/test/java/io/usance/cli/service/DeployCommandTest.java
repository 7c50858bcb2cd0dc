package io.usance.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.anchor.evm.EvmEscrow;
import io.usance.anchor.evm.EvmNode;
import io.usance.cli.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code usance deploy} on a real node. */
@Tag("slow")
class DeployCommandTest {
    private static final String SOME_ACCOUNT = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit injects the directory
    DeployCommandTest() {}

    @Test
    void anAnchorIsDeployedAndAnEscrowNeedsAToken() throws IOException {
        Path key = Files.writeString(directory.resolve("key"), EvmNode.PUBLIC_DEV_KEY + "\n");
        try (EvmNode node = EvmNode.start()) {
            CliRun anchor = deploy(node, key, List.of());
            assertThat(anchor.err()).isEmpty();
            assertThat(anchor.out()).matches("0x[0-9a-f]{40}\n");
            // The anchor is no token, which the escrow's constructor asks.
            CliRun noToken =
                    deploy(
                            node,
                            key,
                            List.of(
                                    "--escrow",
                                    anchor.out().strip(),
                                    "--currency",
                                    "EUR",
                                    "--operator",
                                    SOME_ACCOUNT,
                                    "--owner",
                                    SOME_ACCOUNT));
            assertThat(noToken.exitCode()).isEqualTo(1);
            assertThat(noToken.err()).startsWith("usance: ");
            CliRun noCurrency =
                    deploy(
                            node,
                            key,
                            List.of(
                                    "--escrow", SOME_ACCOUNT,
                                    "--currency", "XAU",
                                    "--operator", SOME_ACCOUNT,
                                    "--owner", SOME_ACCOUNT));
            assertThat(noCurrency.err())
                    .isEqualTo(
                            "usance: --currency is 'XAU', no ISO 4217 code of a currency with a minor"
                                    + " unit\n");
            CliRun half = deploy(node, key, List.of("--escrow", SOME_ACCOUNT));
            assertThat(half.exitCode()).isEqualTo(2);
            assertThat(half.err()).contains("--currency");
            try (EvmEscrow none = EvmEscrow.reading(node.chain(), anchor.out().strip())) {
                assertThat(none.head()).isPositive();
            }
        }
    }

    private static CliRun deploy(EvmNode node, Path key, List<String> more) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "deploy",
                                "--rpc",
                                node.chain().url(),
                                "--chain-id",
                                Long.toString(node.chain().chainId()),
                                "--key-file",
                                key.toString()));
        command.addAll(more);
        return CliRun.of(command.toArray(String[]::new));
    }
}
