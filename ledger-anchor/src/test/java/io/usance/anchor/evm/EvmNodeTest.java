package io.usance.anchor.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.anchor.AnchorPosition;
import io.usance.anchor.AnchorUnavailableException;
import io.usance.anchor.SampleBatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class EvmNodeTest {
    private static final char[] OPERATOR = EvmNode.PUBLIC_DEV_KEY.toCharArray();
    private static final SampleBatch BATCH = SampleBatch.of(3, 1);
    private static final SampleBatch NEXT = SampleBatch.of(4, 2);

    @Test
    void aKilledNodeIsAnOutageAndContinuesFromItsState(@TempDir Path directory) throws Exception {
        Path state = directory.resolve("state.json");
        EvmNode.Options options = EvmNode.Options.defaults().withStateFile(state);
        AnchorPosition anchored;
        int port;
        try (EvmNode node = EvmNode.start(options)) {
            port = node.port();
            String contract = EvmAnchor.deploy(node.chain(), OPERATOR);
            try (EvmAnchor anchor = EvmAnchor.connect(node.chain(), contract, OPERATOR)) {
                anchored = anchor.submit(1, BATCH.tree().root(), 3);
                awaitSaved(state);
                node.kill();
                assertThatThrownBy(() -> anchor.find(1))
                        .isInstanceOf(AnchorUnavailableException.class)
                        .hasMessageContaining("http://127.0.0.1:" + port);
            }
            try (EvmNode again = EvmNode.start(options.withPort(port));
                    EvmAnchor anchor = EvmAnchor.connect(again.chain(), contract, OPERATOR)) {
                assertThat(anchor.find(1)).contains(anchored);
                assertThat(anchor.submit(2, NEXT.tree().root(), 4).batchNo()).isEqualTo(2);
            }
        }
    }

    /** Two saves after now: the second holds everything there was before. */
    private static void awaitSaved(Path state) throws Exception {
        for (int save = 0; save < 2; save++) {
            Object before = Files.exists(state) ? Files.getLastModifiedTime(state) : "none";
            long deadlineNs = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (!Files.exists(state) || before.equals(Files.getLastModifiedTime(state))) {
                assertThat(System.nanoTime()).as("state is saved").isLessThan(deadlineNs);
                Thread.sleep(20);
            }
        }
        Thread.sleep(200);
    }

    @Test
    void closingSavesTheState(@TempDir Path directory) {
        Path state = directory.resolve("state.json");
        EvmNode.Options options = EvmNode.Options.defaults().withStateFile(state).withChainId(4242);
        String contract;
        try (EvmNode node = EvmNode.start(options)) {
            contract = EvmAnchor.deploy(node.chain(), OPERATOR);
        }
        try (EvmNode node = EvmNode.start(options);
                EvmAnchor anchor = EvmAnchor.connect(node.chain(), contract, OPERATOR)) {
            assertThat(anchor.find(1)).isEmpty();
        }
    }

    @Test
    void waitsForABlockWhenBlocksTakeTime() {
        EvmNode.Options options = EvmNode.Options.defaults().withBlockTime(Duration.ofSeconds(1));
        try (EvmNode node = EvmNode.start(options)) {
            String contract = EvmAnchor.deploy(node.chain(), OPERATOR);
            try (EvmAnchor anchor = EvmAnchor.connect(node.chain(), contract, OPERATOR)) {
                assertThat(anchor.submit(1, BATCH.tree().root(), 3).confirmations()).isPositive();
            }
        }
    }

    @Test
    void aMissingProgramAndAProgramThatEndsAreTold(@TempDir Path directory) throws Exception {
        Path missing = directory.resolve("anvil");
        assertThatThrownBy(() -> EvmNode.start(EvmNode.Options.defaults().withBinary(missing)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("USANCE_ANVIL");
        try (EvmNode first = EvmNode.start()) {
            assertThatThrownBy(
                            () -> EvmNode.start(EvmNode.Options.defaults().withPort(first.port())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("port " + first.port())
                    .hasMessageContaining("in use");
        }
        Path broken =
                Files.writeString(directory.resolve("broken"), "#!/bin/sh\necho oh no\nexit 3\n");
        assertThat(broken.toFile().setExecutable(true)).isTrue();
        assertThatThrownBy(() -> EvmNode.start(EvmNode.Options.defaults().withBinary(broken)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ended with code 3. Its output: oh no");
    }
}
