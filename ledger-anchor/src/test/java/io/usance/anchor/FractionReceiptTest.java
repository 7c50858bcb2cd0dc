package io.usance.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.money.Money;
import io.usance.pricing.Rating;
import io.usance.pricing.RatingContext;
import io.usance.pricing.RatingLine;
import io.usance.pricing.Tariff;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A receipt of hours of a meter in seconds: what has no end as a decimal stands as a fraction. */
class FractionReceiptTest {
    private static final List<RatingLine> LINES =
            Rating.rate(
                            new Tariff.PerUnit(
                                    new BigDecimal("48.50"), UnitOfMeasure.HOUR, "hours"),
                            new Quantity(10_000_000, Dimension.TIME),
                            RatingContext.PLAIN)
                    .lines();

    @Test
    void isVerifiedExactlyAndFitsItsSchema() throws IOException {
        Receipt receipt = receipt();
        byte[] file = receipt.toJson();
        assertThat(ReceiptVerifier.verify(file)).isEqualTo(new Verification.Verified(receipt));
        assertThat(Receipt.read(file).toJson()).isEqualTo(file);
        String text = new String(file, StandardCharsets.UTF_8);
        assertThat(text)
                .contains(
                        "\"quantity\": \"10000.000\"",
                        "\"unit\": \"s\"",
                        "\"quantity\": \"25/9\"",
                        "\"unit\": \"h\"",
                        "\"amountExact\": \"2425/18\"",
                        "\"of\": \"hours\"");
        try (InputStream in = Receipt.class.getResourceAsStream("receipt.schema.json")) {
            Schema schema =
                    SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                            .getSchema(in);
            assertThat(schema.validate(text, InputFormat.JSON)).isEmpty();
            assertThat(schema.validate(text.replace("25/9", "25/"), InputFormat.JSON)).isNotEmpty();
        }
    }

    /** One amount has one text. */
    @ParameterizedTest
    @ValueSource(strings = {"50/18", "25/-9", "25/0", "1/2", "025/9", "25/9/1", "x/9"})
    void anotherTextIsRefused(String quantity) {
        String text =
                new String(receipt().toJson(), StandardCharsets.UTF_8).replace("25/9", quantity);
        assertThatThrownBy(() -> Receipt.read(text.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("evidence.lines[0].quantity")
                .hasMessageContaining(
                        "must be a plain decimal number, or a fraction in lowest terms such as 25/9");
    }

    private static Receipt receipt() {
        SettlementCommanded settlement =
                new SettlementCommanded(
                        "c-1",
                        "c-1/1",
                        1,
                        "press-1",
                        "2026-03-01/2026-04-01",
                        1,
                        Quantities.only(new Quantity(10_000_000, Dimension.TIME)),
                        new Money(134_72, Currency.getInstance("EUR")),
                        "plant",
                        "owner",
                        1,
                        LINES,
                        SettlementPurpose.CONSUMPTION,
                        null);
        SettlementLeaf leaf = SettlementLeaf.of(settlement, Salts.random(new Random(1)).salt(0));
        MerkleTree tree = MerkleTree.of(List.of(leaf));
        return Receipt.issue(
                leaf,
                tree,
                0,
                new AnchorPosition(
                        7, tree.root(), 1, SampleBatch.of(1, 1).positionAt(7).reference(), 3));
    }
}
