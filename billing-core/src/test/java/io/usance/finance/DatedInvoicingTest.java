package io.usance.finance;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.contract.ContractEvent.AdjustmentCause;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.ContractAmended;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.TaxCharged;
import io.usance.contract.ContractTerms;
import io.usance.contract.DatedTerms;
import io.usance.contract.Party;
import io.usance.contract.SelfBilling;
import io.usance.contract.VatCategory;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.money.ExactAmount;
import io.usance.money.Money;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.RatingLine;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.quantity.Fraction;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Invoices of a period whose terms were amended after they were issued. */
class DatedInvoicingTest {
    private static final String MARCH = "2026-03-01/2026-04-01";
    private static final Instant FIRST = Instant.parse("2026-02-28T23:00:00Z");
    private static final Instant MAY = Instant.parse("2026-05-25T10:00:00Z");
    private static final Currency EUR = Currency.getInstance("EUR");

    private final PeriodCharges charges = new PeriodCharges(MARCH);
    private final List<InvoiceIssued> issued = new ArrayList<>();
    private ContractTerms terms =
            ContractTerms.builder("c-1")
                    .supplier(new Party("supplier", "Granulat AG", "acct-supplier"))
                    .customer(new Party("plant", "Profile GmbH", "acct-plant"))
                    .material("PVC granulate")
                    .meters(List.of("silo-a"))
                    .currency(EUR)
                    .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
                    .tariff(new PerUnit(new BigDecimal("1000"), UnitOfMeasure.TONNE))
                    .rounding(RoundingMode.HALF_UP)
                    .meteringFrom(FIRST)
                    .taxPercent(BigDecimal.ZERO)
                    .selfBilling(
                            new SelfBilling(
                                    "sb-1",
                                    LocalDate.of(2026, 3, 1),
                                    null,
                                    null,
                                    "ref",
                                    VatCategory.REVERSE_CHARGE,
                                    "Reverse charge",
                                    null,
                                    null,
                                    null))
                    .build();

    /** 10,000.00 at 0 % of reverse charge, which was an export at 0 %: the document is wrong. */
    @Test
    void anInvoiceOfAnotherCategoryAtTheSameRateIsTakenBack() {
        charges.add(new ContractSigned(terms, FIRST));
        charge(10_000_00);
        settle();
        assertThat(next()).map(InvoiceIssued::net).contains(eur(10_000_00));
        amend(DatedTerms.from(FIRST, MAY).vatCategory(VatCategory.EXPORT, "Export").build());
        assertThat(next()).map(InvoiceIssued::net).contains(eur(-10_000_00));
        assertThat(next()).map(InvoiceIssued::net).contains(eur(10_000_00));
        assertThat(next()).isEmpty();
    }

    /** 100.00 at 0, 19, 7, 19 and 0 %: the documents of each rate add up, and so do all. */
    @Test
    void ratesThereAndBackAreInvoicedToTheCent() {
        DatedTerms dated = DatedTerms.from(FIRST, FIRST).taxPercent(BigDecimal.ZERO).build();
        terms = terms.toBuilder().datedTerms(List.of(dated)).build();
        charges.add(new ContractSigned(terms, FIRST));
        charge(100_00);
        settle();
        assertThat(all()).containsExactly("0: 10000 + 0");
        taxed(19, 19_00, 19_00);
        assertThat(all()).containsExactly("0: -10000 + 0", "19: 10000 + 1900");
        taxed(7, -12_00, 7_00);
        assertThat(all()).containsExactly("19: -10000 + -1900", "7: 10000 + 700");
        taxed(19, 12_00, 19_00);
        assertThat(all()).containsExactly("7: -10000 + -700", "19: 10000 + 1900");
        taxed(0, -19_00, 0);
        assertThat(all()).containsExactly("19: -10000 + -1900", "0: 10000 + 0");
    }

    /**
     * Without any date: 0.02 bear no tax at 19 %, 100.02 bear 19.00. One invoice of 100.00, as
     * before.
     */
    @Test
    void aContractWithoutDatesIsInvoicedAsBefore() {
        terms = terms.toBuilder().taxPercent(new BigDecimal("19")).build();
        charges.add(new ContractSigned(terms, FIRST));
        charge(2);
        settle();
        assertThat(all()).containsExactly("0: 2 + 0");
        charge(100_00);
        taxed(19, 19_00, 19_00);
        assertThat(all()).containsExactly("19: 10000 + 1900");
    }

    private List<String> all() {
        List<String> all = new ArrayList<>();
        for (Optional<InvoiceIssued> one = next(); one.isPresent(); one = next()) {
            all.add(
                    "%s: %d + %d"
                            .formatted(
                                    one.get().taxPercent().toPlainString(),
                                    one.get().net().amountMinor(),
                                    one.get().tax().amountMinor()));
        }
        return all;
    }

    private Optional<InvoiceIssued> next() {
        Optional<InvoiceIssued> next =
                new Invoicing(charges, issued).next(LocalDate.of(2026, 6, 1), MAY);
        next.ifPresent(issued::add);
        return next;
    }

    private long net;

    private void charge(long minor) {
        net += minor;
        Fraction major = Fraction.of(BigDecimal.valueOf(net, 2));
        charges.add(
                new ChargeAdjusted(
                        "c-1",
                        MARCH,
                        AdjustmentCause.CLOSE,
                        terms.none(),
                        new ExactAmount(major, EUR),
                        eur(minor),
                        eur(net),
                        ExactAmount.zero(EUR),
                        terms.version(),
                        List.of(
                                RatingLine.of(
                                        1,
                                        Fraction.of(BigDecimal.valueOf(minor, 2)),
                                        null,
                                        BigDecimal.ONE,
                                        "step " + net))));
    }

    private void taxed(int percent, long minor, long all) {
        charges.add(
                new TaxCharged(
                        "c-1", MARCH, eur(net), BigDecimal.valueOf(percent), eur(minor), eur(all)));
    }

    private void settle() {
        charges.add(
                new PeriodSettled(
                        "c-1",
                        MARCH,
                        terms.none(),
                        ExactAmount.zero(EUR),
                        eur(net),
                        eur(0),
                        eur(net),
                        1,
                        null));
    }

    private void amend(DatedTerms entry) {
        terms = terms.toBuilder().version(2).datedTerms(List.of(entry)).build();
        charges.add(new ContractAmended(terms, MAY));
    }

    private static Money eur(long minor) {
        return new Money(minor, EUR);
    }
}
