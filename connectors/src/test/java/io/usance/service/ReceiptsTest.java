package io.usance.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.anchor.Anchor;
import io.usance.anchor.evm.EvmAnchor;
import io.usance.anchor.evm.EvmNode;
import io.usance.batching.BatchArchive;
import io.usance.cli.Main;
import io.usance.embedded.SharedParts;
import io.usance.receipt.ReceiptFiles;
import io.usance.simulation.SimulatedSilo;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receipts from the line to {@code usance verify}. */
@Tag("slow")
class ReceiptsTest {
    @TempDir Path directory;

    @Test
    void receiptsAreWrittenAndVerified() throws Exception {
        List<SimulatedSilo> silos = Plant.simulate(1);
        char[] key = EvmNode.PUBLIC_DEV_KEY.toCharArray();
        try (EvmNode node = EvmNode.start();
                Line line =
                        new Line(
                                SharedParts.kafka().bootstrapServers(),
                                SharedParts.newDatabase(),
                                SharedParts.uniqueName());
                Anchor anchor =
                        EvmAnchor.connect(node.chain(), EvmAnchor.deploy(node.chain(), key), key)) {
            Plant.setUp(line.engine, silos);
            try (UsanceService service = line.start(line.settings(500, 1), Optional.of(anchor))) {
                line.awaitSettled(service, line.feed(service, silos), true);
            }
            BatchArchive archive = new BatchArchive(line.engine);
            List<Path> files = new ArrayList<>();
            for (long batchNo = 1; batchNo <= archive.confirmed(); batchNo++) {
                files.addAll(
                        ReceiptFiles.write(
                                archive.receipts(batchNo), directory.resolve("receipts")));
                assertThat(ReceiptFiles.writeDump(archive, batchNo, directory.resolve("batches")))
                        .isNotEmptyFile();
            }
            assertThat(files)
                    .doesNotHaveDuplicates()
                    .hasSize(line.engine.internals().readModels().settlements().size());
            String receipts = directory.resolve("receipts").toString();
            assertThat(verify(0, receipts)).isEqualTo(files.size() + " verified\n");
            assertThat(verify(0, "--rpc", node.url(), receipts))
                    .isEqualTo(files.size() + " verified\n");
            assertFailuresAreNamed(node, files, receipts);
        }
        try (EvmNode other = EvmNode.start()) {
            EvmAnchor.deploy(other.chain(), key);
            // The same contract at the same address on another chain of the same number: nothing is
            // anchored there.
            JsonNode result =
                    new ObjectMapper()
                            .readTree(
                                    verify(
                                            1,
                                            "--json",
                                            "--rpc",
                                            other.url(),
                                            directory.resolve("receipts").toString()));
            assertThat(result.path("verified").asInt()).isZero();
            assertThat(result.path("failed"))
                    .allMatch(failure ->
                            failure.path("step").asText().matches("anchor|evidence|form|json"))
                    .anyMatch(failure -> failure.path("step").asText().equals("anchor"));
        }
    }

    private void assertFailuresAreNamed(EvmNode node, List<Path> files, String receipts)
            throws Exception {
        Path changed = files.getFirst();
        String text = Files.readString(changed);
        Files.writeString(changed, text.replaceFirst("\"unitPrice\": \"1", "\"unitPrice\": \"2"));
        assertThat(Files.readString(changed)).isNotEqualTo(text);
        assertThat(verify(1, receipts))
                .contains(
                        changed + ": failed at step evidence, ", (files.size() - 1) + " verified");
        assertThat(verify(1, "--rpc", node.url(), changed.toString(), "missing.json"))
                .contains("missing.json: failed at step file, $: does not exist", "0 verified");
    }

    private static String verify(int exitCode, String... arguments) {
        List<String> line = new ArrayList<>(List.of("verify"));
        line.addAll(List.of(arguments));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                Main.run(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        false,
                        line.toArray(String[]::new));
        assertThat(code).as(out + "" + err).isEqualTo(exitCode);
        assertThat(err.toString().lines()).hasSize(exitCode);
        return out.toString();
    }
}
