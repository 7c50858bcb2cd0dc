package io.usance.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.anchor.NodeScript;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our checkpoints and inclusion proofs, verified by {@code @sigstore/verify}, which does not know
 * our code. It has no consistency proofs: for those see the published vectors in LogTreeTest.
 */
@Tag("slow")
class ReferenceLogTest {
    private static final long SEED = 20260302;
    private static final int LOGS = 400;
    private static final int SIZE_MAX = 5_000;
    private static final String ORIGIN = "plant.example/log";

    @TempDir private Path scratch;

    @Test
    void theReferenceVerifiesWhatWeSignAndProveAndNothingChanged() throws Exception {
        LogSigningKey key =
                LogSigningKey.generate(ORIGIN, scratch.resolve("log.pem"), new SecureRandom());
        Random random = new Random(SEED);
        LogTree tree = new LogTree();
        for (int i = 0; i < SIZE_MAX; i++) {
            tree.append(LogHash.ofLeaf(entry(i)));
        }
        List<String> cases = new ArrayList<>();
        for (int i = 0; i < LOGS; i++) {
            int size = i < 40 ? i + 1 : random.nextInt(1, SIZE_MAX + 1);
            cases.add(proved(key, tree, random.nextInt(size), size));
        }
        Path file = scratch.resolve("cases.json");
        Files.writeString(file, "[" + String.join(",\n", cases) + "]\n");

        List<String> printed =
                NodeScript.run(
                        "check-log.mjs", List.of(file.toString(), key.publicKey().toString()));

        assertThat(printed).as("seed %d", SEED).containsExactly("400 verified, 1600 refused");
    }

    private static byte[] entry(int index) {
        return ("entry " + index).getBytes(StandardCharsets.UTF_8);
    }

    private static String proved(LogSigningKey key, LogTree tree, int index, int size) {
        String note = key.sign(new Checkpoint(ORIGIN, size, tree.root(size))).text();
        List<String> hashes =
                tree.inclusion(index, size).stream()
                        .map(hash -> '"' + hash.base64() + '"')
                        .toList();
        return "{\"entry\":\"%s\",\"index\":%d,\"checkpoint\":\"%s\",\"proof\":[%s]}"
                .formatted(
                        new String(entry(index), StandardCharsets.UTF_8),
                        index,
                        note.replace("\n", "\\n"),
                        String.join(",", hashes));
    }

    @Test
    void theReferenceReadsTheFilesOfALog() throws Exception {
        LogSigningKey key =
                LogSigningKey.generate(ORIGIN, scratch.resolve("log.pem"), new SecureRandom());
        Path directory = scratch.resolve("log");
        try (TransparencyLog log = TransparencyLog.open(directory, key, (index, entry) -> {})) {
            for (int i = 0; i < 9; i++) {
                log.append(entry(i));
            }
        }
        assertThat(
                        NodeScript.run(
                                "check-log.mjs",
                                List.of(directory.toString(), key.publicKey().toString())))
                .containsExactly("9 entries, 9 checkpoints verified");
    }
}
