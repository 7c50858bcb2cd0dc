package io.usance.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.anchor.Verification.Failed;
import io.usance.anchor.Verification.Step;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiptVerifierTest {
    private static final Receipt RECEIPT = SampleBatch.of(20, 3).receipt(5);
    private static final byte[] FILE = RECEIPT.toJson();
    private static final byte[] REPLACEMENTS = {'0', '7', 'a', '"', ' ', '\n', '}', 0, (byte) 0xc3};

    @Test
    void everyChangeOfOneByteIsCaught() {
        Set<Step> seen = EnumSet.noneOf(Step.class);
        for (int i = 0; i < FILE.length; i++) {
            for (byte replacement : REPLACEMENTS) {
                if (FILE[i] != replacement) {
                    byte[] changed = FILE.clone();
                    changed[i] = replacement;
                    seen.add(failed(changed, "byte " + i + " to " + replacement).step());
                }
            }
            byte[] flipped = FILE.clone();
            flipped[i] ^= 1;
            seen.add(failed(flipped, "byte " + i + " flipped").step());
        }
        EnumSet<Step> possible = EnumSet.allOf(Step.class);
        possible.removeAll(EnumSet.of(Step.SIZE, Step.CHECKPOINT, Step.INCLUSION));
        assertThat(seen).isEqualTo(possible);
    }

    @Test
    void everyByteLeftOutOrPutInIsCaught() {
        for (int i = 0; i < FILE.length; i++) {
            failed(cut(i, i + 1, new byte[0]), "without byte " + i);
            failed(cut(i, i, new byte[] {FILE[i]}), "byte " + i + " twice");
            failed(cut(i, i, new byte[] {' '}), "a blank at " + i);
            failed(Arrays.copyOf(FILE, i), "only " + i + " bytes");
        }
    }

    private static byte[] cut(int from, int to, byte[] instead) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(FILE, 0, from);
        out.writeBytes(instead);
        out.write(FILE, to, FILE.length - to);
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                            "format": "usance-receipt/v2" | "format": "usance-receipt/v1" | FIELDS | $.format
                            "siloId"                      | "tankId"                      | FIELDS | $.settlement.siloId
                            "batchNo": 7,                 | "batchNo": 7, "x": 1,         | FIELDS | $.batch
                    "batchNo": 7,                 | "batchNo": 7.0,               | FIELDS | $.batch.batchNo
                            "batchNo": 7,                 | "batchNo": 99999999999999999999, | FIELDS | $.batch.batchNo
                            "batchNo": 7,                 | "batchNo": "7",               | FIELDS | $.batch.batchNo
                            "batchNo": 7,                 | "batchNo": 07,                | JSON   | $
                            "batchNo": 7,                 | "batchNo": 7, "batchNo": 7,   | JSON   | $
                            "batchNo": 7,                 | "batchNo":  7,                | FORM   | $
                            "batchNo": 7,                 | "batchNo": 8,                 | DIGEST | $.digest
                            "chainId": 31337              | "chainId": 1                  | DIGEST | $.digest
                            "count": 20                   | "count": 40                   | PROOF  | $.proof.treeIndex
                            "payee": "a payee             | "payee": "b payee             | LEAF   | $.leaf.hash
                            "tier": 1                     | "tier": 2                     | EVIDENCE | $.leaf.evidenceHash
                            "kind": "evm"                 | "kind": "\\ud800"             | FIELDS | $.anchor.kind
                            "payee": "a                   | "payee": "\\ud800a            | FORM   | $
                    """)
    void theFirstFailingStepAndFieldAreNamed(String from, String to, Step step, String field) {
        String text = new String(FILE, StandardCharsets.UTF_8);
        assertThat(text).contains(from);
        Failed failed = failed(text.replace(from, to).getBytes(StandardCharsets.UTF_8), to);
        assertThat(failed.step()).as(failed.line()).isEqualTo(step);
        assertThat(failed.field()).as(failed.line()).isEqualTo(field);
    }

    @Test
    void aChangedAmountIsTold() {
        SettlementLeaf leaf = RECEIPT.settlement();
        String amount = "\"amountMinor\": " + leaf.amount().amountMinor();
        String text = new String(FILE, StandardCharsets.UTF_8).replace(amount, amount + "0");
        assertThat(failed(text.getBytes(StandardCharsets.UTF_8), "amount").line())
                .matches(
                        "failed at step leaf, \\$\\.leaf\\.hash: the settlement fields hash to"
                                + " 0x[0-9a-f]{64}, the receipt says "
                                + leaf.hash());
    }

    @Test
    void aForgerWhoRecomputesTheLaterHashesFailsAtTheProof() {
        SampleBatch forged = SampleBatch.of(20, 4);
        Receipt own = forged.receipt(0);
        Receipt mixed =
                resealed(
                        new Receipt(
                                own.settlement(),
                                own.evidenceHash(),
                                own.leafHash(),
                                RECEIPT.treeIndex(),
                                RECEIPT.proof(),
                                RECEIPT.batch(),
                                RECEIPT.anchor(),
                                RECEIPT.digest()));
        Failed failed = failed(mixed.toJson(), "forged");
        assertThat(failed.step()).isEqualTo(Step.PROOF);
        assertThat(failed.reason()).contains(RECEIPT.batch().root().toString());
    }

    @Test
    void aLineThatDoesNotMultiplyOutIsTold() {
        SettlementLeaf leaf = RECEIPT.settlement();
        String amount = leaf.lines().getFirst().amountExact().toString();
        String changed = amount.substring(0, amount.length() - 1) + "9";
        String text = new String(FILE, StandardCharsets.UTF_8).replace(amount, changed);
        Receipt receipt = Receipt.read(text.getBytes(StandardCharsets.UTF_8));
        Receipt sealed =
                resealed(
                        new Receipt(
                                receipt.settlement(),
                                receipt.settlement().evidence(),
                                receipt.settlement().hash(),
                                0,
                                receipt.proof(),
                                receipt.batch(),
                                receipt.anchor(),
                                receipt.digest()));
        Failed failed = failed(sealed.toJson(), "amount of a line");
        assertThat(failed.step()).isEqualTo(Step.EVIDENCE);
        assertThat(failed.field()).isEqualTo("$.evidence.lines[0].amountExact");
        assertThat(failed.reason()).endsWith("is " + amount + ", the receipt says " + changed);
    }

    @Test
    void hostileFilesAreRefusedPlainly() {
        assertThat(failed(new byte[Receipt.BYTES_MAX + 1], "long").step()).isEqualTo(Step.SIZE);
        assertThat(failed(new byte[0], "empty").step()).isEqualTo(Step.FIELDS);
        assertThat(failed("[".repeat(100_000).getBytes(StandardCharsets.UTF_8), "deep").step())
                .isEqualTo(Step.JSON);
        assertThat(
                        failed(
                                        ("{\"a\": 1" + "0".repeat(100_000))
                                                .getBytes(StandardCharsets.UTF_8),
                                        "n")
                                .step())
                .isEqualTo(Step.JSON);
        assertThat(failed("null\n".getBytes(StandardCharsets.UTF_8), "null").step())
                .isEqualTo(Step.FIELDS);
        assertThat(
                        failed(
                                        new String(FILE, StandardCharsets.UTF_8)
                                                .getBytes(StandardCharsets.UTF_16),
                                        "UTF-16")
                                .step())
                .isEqualTo(Step.JSON);
        assertThatThrownBy(() -> Receipt.read("{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidReceiptException.class)
                .hasMessage("failed at step fields, $.format: is missing");
    }

    private static Receipt resealed(Receipt receipt) {
        return new Receipt(
                receipt.settlement(),
                receipt.evidenceHash(),
                receipt.leafHash(),
                receipt.treeIndex(),
                receipt.proof(),
                receipt.batch(),
                receipt.anchor(),
                Receipt.digestOf(receipt.toJson()));
    }

    private static Failed failed(byte[] file, String what) {
        Verification verification = ReceiptVerifier.verify(file);
        assertThat(verification).as(what).isInstanceOf(Failed.class);
        Failed failed = (Failed) verification;
        assertThat(failed.line()).as(what).startsWith("failed at step ").hasLineCount(1);
        return failed;
    }
}
