package io.usance.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.anchor.Disclosure.Hidden;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is hidden is not there and cannot be guessed; what is shown is proved. */
@Tag("slow")
class DisclosureTest {
    private static final long SEED = 20261126;
    private static final int CHANGES = 200;
    private static final SampleBatch BATCH = SampleBatch.of(23, SEED);

    @ParameterizedTest
    @EnumSource
    void provesWhatItShowsAndHidesTheRest(Hidden hidden) {
        for (int i = 0; i < 23; i++) {
            Receipt receipt = BATCH.receipt(i);
            byte[] file = Disclosure.of(receipt, hidden);
            Disclosure verified = Disclosure.verify(file, List.of()).verified().orElseThrow();
            SettlementLeaf leaf = receipt.settlement();
            assertThat(verified.settlementId()).isEqualTo(leaf.settlementId());
            assertThat(verified.amount()).isEqualTo(leaf.amount());
            assertThat(verified.batch()).isEqualTo(receipt.batch());
            String text = new String(file, StandardCharsets.UTF_8);
            assertThat(text)
                    .doesNotContain("unitPrice")
                    .doesNotContain(leaf.salts().evidence().toString());
            assertThat(text.contains(leaf.salts().quantity().toString()))
                    .isEqualTo(hidden == Hidden.PRICES);
            assertThat(text.contains("\"" + leaf.quantity().baseText() + "\""))
                    .isEqualTo(hidden == Hidden.PRICES);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyChangedByteIsCaught(Hidden hidden) {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        for (int i = 0; i < CHANGES; i++) {
            byte[] file = Disclosure.of(BATCH.receipt(random.nextInt(23)), hidden);
            int at = random.nextInt(file.length);
            file[at] ^= (byte) (1 + random.nextInt(255));
            assertThat(Disclosure.verify(file, List.of()).failed())
                    .as("change %d, byte %d", i, at)
                    .isPresent();
        }
    }

    /** The amount is bound by the leaf, even if the digest is recomputed. */
    @Test
    void anotherAmountIsAnotherLeaf() {
        String text =
                new String(
                        Disclosure.of(BATCH.receipt(3), Hidden.QUANTITIES), StandardCharsets.UTF_8);
        byte[] changed =
                text.replaceFirst("(\"amountMinor\": -?)", "$11").getBytes(StandardCharsets.UTF_8);
        Verification.Failed failed = Disclosure.verify(changed, List.of()).failed().orElseThrow();
        assertThat(failed.step()).isEqualTo(Verification.Step.LEAF);
        assertThat(ReceiptVerifier.verify(changed)).isInstanceOf(Verification.Failed.class);
    }

    @Test
    void equalQuantitiesHaveOtherHashes() {
        Salts salts = Salts.random(new Random(SEED));
        assertThat(SettlementLeaf.quantityHash("1.000", salts.salt(0).quantity()))
                .isNotEqualTo(SettlementLeaf.quantityHash("1.000", salts.salt(1).quantity()));
        LeafSalts one = salts.salt(0);
        assertThat(List.of(one.leaf(), one.quantity(), one.evidence())).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void openZeppelinProvesItAsWell(Hidden hidden, @TempDir Path directory) throws Exception {
        Receipt receipt = BATCH.receipt(7);
        Path file = Files.write(directory.resolve("d.json"), Disclosure.of(receipt, hidden));
        assertThat(NodeScript.run("check-receipt.mjs", List.of(file.toString())))
                .containsExactly(receipt.batch().root().toString());
    }
}
