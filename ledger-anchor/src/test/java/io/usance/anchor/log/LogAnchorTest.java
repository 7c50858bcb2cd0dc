package io.usance.anchor.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.anchor.Anchor;
import io.usance.anchor.AnchorConfigurationException;
import io.usance.anchor.AnchorPosition;
import io.usance.anchor.AnchorSuite;
import io.usance.anchor.AnchorUnavailableException;
import io.usance.anchor.LogReference;
import io.usance.anchor.Receipt;
import io.usance.anchor.ReceiptVerifier;
import io.usance.anchor.SampleBatch;
import io.usance.anchor.Verification.Verified;
import io.usance.tlog.LogSigningKey;
import io.usance.tlog.SignedCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The suite of every anchor, and what only a log can do. */
@Tag("slow")
class LogAnchorTest extends AnchorSuite {
    private static final String ORIGIN = "plant.example/log";
    private static final SampleBatch BATCH = SampleBatch.of(20, 1);

    @TempDir private Path scratch;
    private LogSigningKey key;

    @BeforeEach
    void makeKey() throws IOException {
        key = LogSigningKey.generate(ORIGIN, scratch.resolve("log.pem"), new SecureRandom());
    }

    private Path directory() {
        return scratch.resolve("log");
    }

    private LogAnchor anchor() {
        return LogAnchor.in(directory(), key);
    }

    @Override
    protected Anchor connect() {
        return anchor();
    }

    @Override
    protected Anchor unreachable() throws IOException {
        Path file = Files.createFile(scratch.resolve("file"));
        return LogAnchor.in(file.resolve("log"), key);
    }

    @Override
    protected void deepen(Anchor held, int confirmations) {
        for (int i = 0; i < confirmations; i++) {
            held.submit(1_000 + i, BATCH.tree().root(), 20);
        }
    }

    private static AnchorPosition submit(LogAnchor anchor, long batchNo) {
        return anchor.submit(batchNo, BATCH.tree().root(), 20);
    }

    @Test
    void theReferenceProvesTheBatchToWhoeverTrustsTheKey() {
        try (LogAnchor anchor = anchor()) {
            submit(anchor, 8);
            AnchorPosition position = submit(anchor, 9);
            LogReference place = (LogReference) position.place();
            assertThat(place.origin()).isEqualTo(ORIGIN);
            assertThat(place.keyId()).isEqualTo(anchor.publicKey().keyId());
            assertThat(place.index()).isEqualTo(1);
            assertThat(place.size()).isEqualTo(2);
            assertThat(place.proof()).hasSize(1);
            assertThat(SignedCheckpoint.parse(place.checkpoint()).isSignedBy(key.publicKey()))
                    .isTrue();
            Receipt receipt = Receipt.issue(BATCH.leaves().get(3), BATCH.tree(), 3, position);
            assertThat(ReceiptVerifier.verify(receipt.toJson(), List.of(key.publicKey())))
                    .isEqualTo(new Verified(receipt));
            assertThatThrownBy(position::reference)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "batch 9 is entry 1 of the log plant.example/log, not on a chain; ask"
                                    + " for its place");
        }
    }

    @Test
    void theSecondInstanceWaitsForTheEndOfTheFirst() {
        try (LogAnchor second = anchor()) {
            AnchorPosition first;
            try (LogAnchor holder = anchor()) {
                first = submit(holder, 1);
                assertThatThrownBy(() -> second.find(1))
                        .isInstanceOf(AnchorUnavailableException.class)
                        .hasMessageContaining("is open in another process");
                assertThatThrownBy(second::requireReady)
                        .isInstanceOf(AnchorUnavailableException.class);
            }
            assertThat(second.find(1)).contains(first);
        }
    }

    @Test
    void watchersSeeThatItOnlyGrew() {
        try (LogAnchor anchor = anchor()) {
            assertThat(anchor.checkpoint()).isEmpty();
            submit(anchor, 1);
            SignedCheckpoint early = anchor.checkpoint().orElseThrow();
            for (int batchNo = 2; batchNo <= 12; batchNo++) {
                submit(anchor, batchNo);
            }
            SignedCheckpoint late = anchor.checkpoint().orElseThrow();
            assertThat(late.isSignedBy(anchor.publicKey())).isTrue();
            assertThat(
                            anchor.consistency(1, 12)
                                    .verify(early.checkpoint().root(), late.checkpoint().root()))
                    .isTrue();
        }
    }

    @Test
    void damagedFilesNeedAPerson() throws IOException {
        try (LogAnchor anchor = anchor()) {
            submit(anchor, 1);
            submit(anchor, 2);
        }
        Path entries = directory().resolve("entries");
        String text = Files.readString(entries);
        Files.writeString(entries, text.replace("\"batchNo\":2", "\"batchNo\":3"));
        try (LogAnchor anchor = anchor()) {
            assertThatThrownBy(() -> anchor.find(1))
                    .isInstanceOf(AnchorConfigurationException.class)
                    .hasMessageContaining("the first 2 entries have the root");
            Files.writeString(entries, text.replace("\"batchNo\":2", "\"batchNo\":1"));
            assertThatThrownBy(() -> anchor.find(1))
                    .isInstanceOf(AnchorConfigurationException.class)
                    .hasMessageContaining("entry 1 holds batch 1 again, after entry 0");
            Files.writeString(entries, text.replace("\"batchNo\":2", "\"batchNo\":02"));
            assertThatThrownBy(() -> anchor.find(1))
                    .isInstanceOf(AnchorConfigurationException.class)
                    .hasMessageContaining("entry 1 is no batch number, root and count");
            Files.writeString(entries, text);
            assertThat(anchor.find(2)).isPresent();
        }
    }

    @Test
    void aBatchWhoseAppendACrashCutOffIsSubmittedAgain() throws IOException {
        try (LogAnchor anchor = anchor()) {
            submit(anchor, 1);
        }
        Files.writeString(
                directory().resolve("entries"),
                "{\"batchNo\":2,\"root\":\"0x",
                StandardOpenOption.APPEND);
        try (LogAnchor anchor = anchor()) {
            assertThat(anchor.find(2)).isEmpty();
            assertThat(submit(anchor, 2).confirmations()).isEqualTo(1);
        }
        try (LogAnchor anchor = anchor()) {
            assertThat(anchor.find(2)).isPresent();
        }
    }

    /** A process of its own, killed again and again while it appends. */
    @Test
    void whatAKilledProcessWasToldIsThere() throws Exception {
        Path output = scratch.resolve("told");
        for (int round = 0; round < 4; round++) {
            Process process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xmx128m",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    AppendingProcess.class.getName(),
                                    ORIGIN,
                                    scratch.resolve("log.pem").toString(),
                                    directory().toString())
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            long before = Files.size(output);
            while (Files.size(output) < before + 40 && process.isAlive()) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            process.destroyForcibly().waitFor();
        }
        String told = Files.readString(output);
        List<String> whole = told.substring(0, told.lastIndexOf('\n')).lines().toList();
        try (LogAnchor anchor = anchor()) {
            assertThat(whole).hasSizeGreaterThan(20);
            int last = Integer.parseInt(whole.getLast());
            // Fewer may have been told than are there: a kill comes in between.
            assertThat(last).isBetween(whole.size(), whole.size() + 4);
            for (int batchNo = 1; batchNo <= last; batchNo++) {
                assertThat(anchor.find(batchNo)).as("batch %d", batchNo).isPresent();
            }
        }
    }
}
