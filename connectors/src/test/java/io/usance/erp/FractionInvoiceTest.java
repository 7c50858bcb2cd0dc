package io.usance.erp;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.contract.ContractTerms;
import io.usance.contract.InvoiceParty;
import io.usance.contract.Party;
import io.usance.contract.SelfBilling;
import io.usance.contract.VatCategory;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.money.ExactAmount;
import io.usance.money.Money;
import io.usance.period.BillingCalendar;
import io.usance.pricing.Rated;
import io.usance.pricing.Rating;
import io.usance.pricing.RatingContext;
import io.usance.pricing.RatingLine;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tier;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Quantities that have no finite decimal form in the unit of their price, on an invoice. */
class FractionInvoiceTest {
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final BillingCalendar MONTHS =
            new BillingCalendar(ZoneId.of("Europe/Berlin"), BillingCalendar.Cycle.MONTH);
    private static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");
    private static final InvoiceValidation RULES = new InvoiceValidation();

    @ParameterizedTest
    @CsvSource({
        // metered, price per, quantity on the invoice, price quantity, unit, net
        "10000, s, 48.50, h, 10000, 3600, SEC, 134.72",
        "50, min, 100, d, 3000, 86400, SEC, 3.47",
        "24350, kg, 0.55, [lb_av], 24350, 0.45359237, KGM, 29525.41",
        "24350, kg, 1103.25, [ston_av], 24350, 907.18474, KGM, 29612.64",
        "1000, L, 3.19, [gal_us], 1000, 3.785411784, LTR, 842.71",
        // what is finite stays as it is priced
        "212.4, h, 48.50, h, 212.4, 1, HUR, 10301.40",
        "24350, kg, 121.75, dt, 243.5, 1, DTN, 29646.13",
    })
    void aLineIsInTheBaseUnitWithAPriceForMoreThanOne(
            BigDecimal value,
            String unit,
            BigDecimal price,
            String per,
            BigDecimal quantity,
            BigDecimal priceQuantity,
            String code,
            String net) {
        Tariff tariff = new Tariff.PerUnit(price, UnitOfMeasure.of(per));
        Rated rated =
                Rating.rate(
                        tariff, Quantity.of(value, UnitOfMeasure.of(unit)), RatingContext.PLAIN);
        Money sum = Money.rounded(rated.amountExact(), EUR, RoundingMode.HALF_UP);
        DocumentLine line = DocumentLine.of(rated.lines(), sum, 1, "press").getFirst();
        assertThat(line.quantity()).isEqualByComparingTo(quantity);
        assertThat(line.priceQuantity()).isEqualByComparingTo(priceQuantity);
        assertThat(line.unitCode()).isEqualTo(code);
        assertThat(line.price()).isEqualTo(price);
        assertThat(line.net()).isEqualTo(sum).hasToString(net + " EUR");
        assertThat(
                        line.quantity()
                                .multiply(line.price())
                                .divide(line.priceQuantity(), 2, RoundingMode.HALF_UP))
                .isEqualTo(net);
    }

    /**
     * Hours of two tiers, parts, a fee: each line is as the rules want it, and names its quantity.
     */
    @ParameterizedTest
    @CsvSource({"1", "-1"})
    void theDocumentPassesTheRulesOfEn16931AndPeppol(int sign) {
        List<RatingLine> lines =
                Rating.difference(
                        sign > 0 ? Rated.NOTHING : rated(600_001, 181_349),
                        sign > 0 ? rated(600_001, 181_349) : Rated.NOTHING);
        Money net = new ExactAmount(RatingLine.sum(lines), EUR).rounded(RoundingMode.HALF_UP);
        byte[] document = SelfBillingInvoice.ubl(terms(), issued(lines, net));
        assertThat(RULES.check(document)).isEmpty();
        String text = new String(document, StandardCharsets.UTF_8);
        assertThat(text)
                .contains(
                        "unitCode=\"SEC\">24001</",
                        "<cbc:BaseQuantity unitCode=\"SEC\">3600</cbc:BaseQuantity>",
                        "unitCode=\"HUR\">160</",
                        "unitCode=\"C62\">81349</",
                        "<cbc:Description>hours, tier 2; 6.66694444444… (cut) h</cbc:Description>",
                        "<cbc:Description>goodParts, tier 1</cbc:Description>");
    }

    /** UN/ECE recommendation 20, as the rules have it: none of our codes is unknown to them. */
    @ParameterizedTest
    @MethodSource("io.usance.quantity.UnitOfMeasure#all")
    void everyUnitHasACodeThatTheRulesKnow(UnitOfMeasure unit) {
        if (!unit.dimension().isBilled()) {
            return;
        }
        Tariff tariff = new Tariff.PerUnit(new BigDecimal("7"), unit);
        Quantity quantity = Quantity.of(new BigDecimal("1"), unit);
        List<RatingLine> lines = Rating.rate(tariff, quantity, RatingContext.PLAIN).lines();
        Money net = new ExactAmount(RatingLine.sum(lines), EUR).rounded(RoundingMode.HALF_UP);
        assertThat(RULES.check(SelfBillingInvoice.ubl(terms(), issued(lines, net)))).isEmpty();
    }

    @Test
    void centsThatRoundingLeavesGoWhereItWasFurthestOff() {
        Tariff third = new Tariff.PerUnit(new BigDecimal("1.00"), UnitOfMeasure.HOUR);
        RatingLine line =
                Rating.rate(
                                third,
                                Quantity.of(new BigDecimal("1200"), UnitOfMeasure.SECOND),
                                RatingContext.PLAIN)
                        .lines()
                        .getFirst();
        List<DocumentLine> lines =
                DocumentLine.of(List.of(line, line, line), new Money(100, EUR), 1, "press");
        assertThat(lines)
                .extracting(one -> one.net().majorText())
                .containsExactly("0.34", "0.33", "0.33");
    }

    private static Rated rated(long seconds, long parts) {
        Tariff tariff =
                new Tariff.Composite(
                        List.of(
                                new Tariff.BaseFee(new BigDecimal("1500")),
                                new Tariff.Graduated(
                                        List.of(
                                                new Tier(
                                                        new BigDecimal("160"),
                                                        new BigDecimal("48.50")),
                                                new Tier(null, new BigDecimal("39.00"))),
                                        UnitOfMeasure.HOUR,
                                        "hours"),
                                new Tariff.Graduated(
                                        List.of(
                                                new Tier(
                                                        new BigDecimal("100000"),
                                                        new BigDecimal("0.084")),
                                                new Tier(null, new BigDecimal("0.071"))),
                                        UnitOfMeasure.ONE,
                                        "goodParts")));
        return Rating.rate(
                tariff,
                Quantities.of(
                        Map.of(
                                "hours",
                                Quantity.of(BigDecimal.valueOf(seconds), UnitOfMeasure.SECOND),
                                "goodParts",
                                Quantity.of(BigDecimal.valueOf(parts), UnitOfMeasure.ONE))),
                RatingContext.PLAIN);
    }

    private static InvoiceIssued issued(List<RatingLine> lines, Money net) {
        return new InvoiceIssued(
                "c-1",
                MONTHS.periodOf(FROM).id(),
                1,
                "SB-1-1",
                net.amountMinor() < 0 ? "SB-1-0" : null,
                1,
                lines,
                net,
                BigDecimal.ZERO,
                Money.zero(EUR),
                LocalDate.of(2026, 4, 2),
                Instant.parse("2026-04-02T08:00:00Z"));
    }

    private static ContractTerms terms() {
        String supplier = "DE89370400440532013000";
        String customer = "DE02120300000000202051";
        return ContractTerms.builder("c-1")
                .supplier(new Party("supplier", "Maschinen AG", supplier))
                .customer(new Party("plant", "Werk GmbH", customer))
                .material("press")
                .meters("press-1")
                .currency(EUR)
                .calendar(MONTHS)
                .tariff(new Tariff.PerUnit(new BigDecimal("48.50"), UnitOfMeasure.HOUR))
                .meteringFrom(FROM)
                .selfBilling(
                        new SelfBilling(
                                "SB-1",
                                LocalDate.of(2025, 12, 1),
                                party("4012345000009", "DE123456788", supplier),
                                party("4098765000003", "DE987654328", customer),
                                "PO-4711",
                                VatCategory.REVERSE_CHARGE,
                                "reverse charge",
                                14,
                                new BigDecimal("0.05"),
                                new BigDecimal("0.5")))
                .build();
    }

    private static InvoiceParty party(String gln, String vatId, String iban) {
        return new InvoiceParty(
                "0088",
                gln,
                vatId,
                "HRB 4711",
                "Werkstraße 1",
                "Bremen",
                "28195",
                "DE",
                iban,
                null);
    }
}
