package io.usance.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.usance.anchor.Verification.Failed;
import io.usance.anchor.Verification.Step;
import io.usance.anchor.Verification.Verified;
import io.usance.anchor.log.LogAnchor;
import io.usance.tlog.LogPublicKey;
import io.usance.tlog.LogSigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receipts of batches in a log: eleven batches, the receipt is of the sixth. */
class LogReceiptTest {
    private static final String ORIGIN = "plant.example/log";
    private static final SampleBatch BATCH = SampleBatch.of(20, 3);

    @TempDir private Path scratch;
    private LogSigningKey key;
    private List<LogPublicKey> trusted;
    private Receipt receipt;
    private byte[] file;

    @BeforeEach
    void issue() throws IOException {
        key = LogSigningKey.generate(ORIGIN, scratch.resolve("log.pem"), new SecureRandom());
        trusted = List.of(key.publicKey());
        receipt = receipt("log", key);
        file = receipt.toJson();
    }

    private Receipt receipt(String directory, LogSigningKey by) {
        try (LogAnchor anchor = LogAnchor.in(scratch.resolve(directory), by)) {
            for (int batchNo = 1; batchNo <= 11; batchNo++) {
                anchor.submit(batchNo, BATCH.tree().root(), 20);
            }
            return Receipt.issue(
                    BATCH.leaves().get(5), BATCH.tree(), 5, anchor.find(6).orElseThrow());
        }
    }

    private Failed failed(byte[] bytes) {
        Verification verification = ReceiptVerifier.verify(bytes, trusted);
        assertThat(verification).isInstanceOf(Failed.class);
        assertThat(verification.line()).hasLineCount(1);
        return (Failed) verification;
    }

    private static Receipt with(Receipt receipt, AnchorPlace place) {
        Receipt changed =
                new Receipt(
                        receipt.settlement(),
                        receipt.evidenceHash(),
                        receipt.leafHash(),
                        receipt.treeIndex(),
                        receipt.proof(),
                        receipt.batch(),
                        place,
                        receipt.digest());
        return new Receipt(
                receipt.settlement(),
                receipt.evidenceHash(),
                receipt.leafHash(),
                receipt.treeIndex(),
                receipt.proof(),
                receipt.batch(),
                place,
                Receipt.digestOf(changed.toJson()));
    }

    private LogReference place() {
        return (LogReference) receipt.place();
    }

    @Test
    void verifiesWithTheLogsKeyAlone() {
        assertThat(Receipt.read(file)).isEqualTo(receipt);
        assertThat(ReceiptVerifier.verify(file, trusted)).isEqualTo(new Verified(receipt));
    }

    @Test
    void withoutTheKeyNothingIsCalledVerified() {
        assertThat(ReceiptVerifier.verify(file).line())
                .isEqualTo(
                        "failed at step checkpoint, $.anchor.keyId: the key %s of the log %s is not among the 0 trusted; get the log's public key from its operator and name it"
                                .formatted(key.publicKey().keyId(), ORIGIN));
    }

    @Test
    void everyChangeOfOneByteIsCaught() {
        Set<Step> seen = EnumSet.noneOf(Step.class);
        for (int i = 0; i < file.length; i++) {
            for (byte replacement : new byte[] {'0', 'A', (byte) (file[i] ^ 1)}) {
                if (file[i] != replacement) {
                    byte[] changed = file.clone();
                    changed[i] = replacement;
                    seen.add(failed(changed).step());
                }
            }
        }
        assertThat(seen).contains(Step.CHECKPOINT, Step.INCLUSION, Step.DIGEST, Step.FIELDS);
    }

    @Test
    void aLogOfTheSameNameSignedByAnotherKeyFailsAtTheCheckpoint() throws IOException {
        LogSigningKey forger =
                LogSigningKey.generate(ORIGIN, scratch.resolve("forger.pem"), new SecureRandom());
        Receipt forged = receipt("forged", forger);
        Failed failed = failed(forged.toJson());
        assertThat(failed.step()).isEqualTo(Step.CHECKPOINT);
        assertThat(failed.field()).isEqualTo("$.anchor.keyId");

        LogReference place = (LogReference) forged.place();
        LogReference relabelled =
                new LogReference(
                        ORIGIN,
                        key.publicKey().keyId(),
                        place.index(),
                        place.size(),
                        place.checkpoint(),
                        place.proof());
        failed = failed(with(forged, relabelled).toJson());
        assertThat(failed.line())
                .isEqualTo(
                        "failed at step checkpoint, $.anchor.checkpoint: the key %s of %s did not sign it"
                                .formatted(key.publicKey().keyId(), ORIGIN));
    }

    @Test
    void anotherPlaceInTheLogFailsAtTheInclusion() {
        LogReference place = place();
        List<Hash32> reversed = new ArrayList<>(place.proof());
        Collections.reverse(reversed);
        List<LogReference> others =
                List.of(
                        moved(place.index() - 1, place.size(), place.proof()),
                        moved(place.size(), place.size(), place.proof()),
                        moved(place.index(), place.size(), List.of()),
                        moved(place.index(), place.size(), reversed));
        for (LogReference other : others) {
            Failed failed = failed(with(receipt, other).toJson());
            assertThat(failed.step()).as(failed.line()).isEqualTo(Step.INCLUSION);
        }
        Failed failed = failed(with(receipt, moved(place.index(), 7, place.proof())).toJson());
        assertThat(failed.line())
                .isEqualTo(
                        "failed at step checkpoint, $.anchor.size: the checkpoint says 6, the receipt says 7");
    }

    private LogReference moved(long index, long size, List<Hash32> proof) {
        LogReference place = place();
        return new LogReference(
                place.origin(), place.keyId(), index, size, place.checkpoint(), proof);
    }

    @Test
    void aBatchThatTheLogDoesNotHoldUnderThatNumberFailsAtTheInclusion() {
        Receipt moved =
                new Receipt(
                        receipt.settlement(),
                        receipt.evidenceHash(),
                        receipt.leafHash(),
                        receipt.treeIndex(),
                        receipt.proof(),
                        new Receipt.Batch(60, BATCH.tree().root(), 20),
                        receipt.place(),
                        receipt.digest());
        assertThat(failed(with(moved, place()).toJson()).step()).isEqualTo(Step.INCLUSION);
    }

    @Test
    void aChainPlaceDoesNotVerifyAsALog() {
        Receipt chain = BATCH.receipt(5);
        assertThat(ReceiptVerifier.verify(chain.toJson(), trusted)).isEqualTo(new Verified(chain));
    }

    @Test
    void isValidBySchema() throws IOException {
        Schema schema;
        try (InputStream in = Receipt.class.getResourceAsStream("receipt.schema.json")) {
            schema =
                    SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(in);
        }
        String json = new String(file, StandardCharsets.UTF_8);
        assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
        for (String field : List.of("origin", "keyId", "index", "size", "checkpoint", "proof")) {
            assertThat(
                            schema.validate(
                                    json.replace("\"" + field + "\"", "\"x\""), InputFormat.JSON))
                    .as(field)
                    .isNotEmpty();
        }
    }
}
