package io.usance.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our trees against those of {@code @openzeppelin/merkle-tree}, which does not know our code. */
@Tag("slow")
class ReferenceTreeTest {
    private static final int[] SIZES = {1, 2, 3, 5, 8, 100, 1000};

    @Test
    void theReferenceLoadsOurDumpsBuildsTheSameTreesAndGivesTheSameProofs(@TempDir Path directory)
            throws Exception {
        List<SampleBatch> batches = new ArrayList<>();
        List<String> dumps = new ArrayList<>();
        for (int size : SIZES) {
            SampleBatch batch = SampleBatch.of(size, 20260301L + size);
            Path dump = directory.resolve(size + ".json");
            try (OutputStream out = Files.newOutputStream(dump)) {
                BatchDump.write(batch.leaves(), batch.tree(), out);
            }
            batches.add(batch);
            dumps.add(dump.toString());
        }

        List<String> reports = NodeScript.run("check-dumps.mjs", dumps);

        assertThat(reports).hasSameSizeAs(batches);
        for (int i = 0; i < batches.size(); i++) {
            MerkleTree tree = batches.get(i).tree();
            JsonNode report = new ObjectMapper().readTree(reports.get(i));
            assertThat(report.path("root").textValue()).isEqualTo(tree.root().toString());
            assertThat(report.path("proofs")).isNotEmpty();
            for (JsonNode proof : report.path("proofs")) {
                int index = proof.path("index").intValue();
                assertThat(proof.path("proof"))
                        .extracting(JsonNode::textValue)
                        .containsExactlyElementsOf(
                                tree.proof(index).stream().map(Hash32::toString).toList());
            }
        }
    }

    @Test
    void anOutsiderVerifiesOurReceiptWithTheReferenceAlone(@TempDir Path directory)
            throws Exception {
        SampleBatch batch = SampleBatch.of(11, 4);
        for (int i : new int[] {0, 10}) {
            Path file = Files.write(directory.resolve(i + ".json"), batch.receipt(i).toJson());
            assertThat(NodeScript.run("check-receipt.mjs", List.of(file.toString())))
                    .containsExactly(batch.tree().root().toString());
        }
    }
}
