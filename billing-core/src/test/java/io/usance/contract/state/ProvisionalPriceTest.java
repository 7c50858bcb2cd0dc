package io.usance.contract.state;

import static io.usance.contract.state.ContractFixture.PROVISIONAL;
import static io.usance.contract.state.ContractFixture.charge;
import static io.usance.contract.state.ContractFixture.eur;
import static io.usance.contract.state.ContractFixture.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.usance.contract.ContractEvent.AdjustmentCause;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ConsumptionHeld;
import io.usance.contract.ContractEvent.IndexFixed;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractTerms;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.contract.state.ChargingCommand.TakeIndexValues;
import io.usance.pricing.Formula;
import io.usance.pricing.Formula.Convert;
import io.usance.pricing.Formula.Fixing;
import io.usance.pricing.Formula.Provisional;
import io.usance.pricing.Formula.Term;
import io.usance.pricing.IndexRule;
import io.usance.pricing.IndexRule.Averaging;
import io.usance.pricing.IndexRule.MissingDay;
import io.usance.pricing.RatingLine;
import io.usance.quantity.Quantities;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * PVC index less 35 EUR/t, mean of M-1, floor 900 EUR after conversion, quoted in dollars at the
 * fixing of the last day of M-1, provisional 80 % until the value is published; 24.350 t a month.
 *
 * <pre>
 * price = max(900, index / fixing - 35), rounded to 4 decimals
 * March   1,010    / 1.08 = 935.185185 - 35 =   900.185185 ->   900.1852 x 24.350 = 21,919.50962  -> 21,919.51
 * April   1,063.50 / 1.09 = 975.688073 - 35 =   940.688073 ->   940.6881 x 24.350 = 22,905.755235 -> 22,905.76
 * May       940    / 1.10 = 854.545454 - 35 =   819.545454 ->   900      x 24.350 = 21,915.00     -> 21,915.00
 * June    1,120    / 1.07 = 1,046.728971 - 35 = 1,011.728971 -> 1,011.7290 x 24.350 = 24,635.60115 -> 24,635.60
 *
 * until then, by the index of the month before at the fixing, which is known:
 * March   1,000    / 1.08 - 35 = 890.925925 -> 900, 80 % 720             x 24.350 = 17,532.00
 * April   1,010    / 1.09 - 35 = 891.605504 -> 900, 80 % 720             x 24.350 = 17,532.00
 * May     1,063.50 / 1.10 - 35 = 931.818181,        80 % 745.454545 -> 745.4545 x 24.350 = 18,151.817075 -> 18,151.82
 * June      940    / 1.07 - 35 = 843.504672 -> 900, 80 % 720             x 24.350 = 17,532.00
 *
 * the difference, when the value is published:
 * 21,919.51 - 17,532.00 = 4,387.51    22,905.76 - 17,532.00 = 5,373.76
 * 21,915.00 - 18,151.82 = 3,763.18    24,635.60 - 17,532.00 = 7,103.60
 * all four months 91,375.87
 * </pre>
 */
class ProvisionalPriceTest {
    private static final String MARCH = ContractFixture.MARCH;
    private static final String APRIL = ContractFixture.APRIL;
    private static final String MAY = "2026-05-01/2026-06-01";
    private static final String JUNE = "2026-06-01/2026-07-01";
    private static final long GRAMS = 24_350_000;

    private final ContractLedger ledger = new ContractLedger(agreed(share("80"), 5));
    private final Map<String, TreeMap<LocalDate, BigDecimal>> published = new HashMap<>();

    @Test
    void fourMonthsByHand() {
        publish("PVC-EU", "2026-01-31", "1000");
        // 28 February is a Saturday: that of Friday counts once a later one is published.
        publish("EURUSD", "2026-02-27", "1.08");
        publish("EURUSD", "2026-03-02", "1.0810");
        draw(MARCH, 1);
        publish("PVC-EU", "2026-02-28", "1010"); // while the period is open
        close(MARCH);
        publish("EURUSD", "2026-03-31", "1.09");
        draw(APRIL, 2);
        close(APRIL);
        publish("PVC-EU", "2026-03-31", "1063.50"); // after its close
        publish("EURUSD", "2026-04-30", "1.10");
        draw(MAY, 3);
        close(MAY);
        publish("EURUSD", "2026-05-29", "1.07");
        publish("EURUSD", "2026-06-01", "1.0720");
        publish("PVC-EU", "2026-04-30", "940");
        draw(JUNE, 4);
        publish("PVC-EU", "2026-05-31", "1120");
        close(JUNE);

        assertThat(ledger.held).isEmpty();
        assertThat(ledger.charges)
                .extracting(ConsumptionCharged::periodId, ConsumptionCharged::amount)
                .containsExactly(
                        tuple(MARCH, eur(17_532_00)),
                        tuple(APRIL, eur(17_532_00)),
                        tuple(MAY, eur(18_151_82)),
                        tuple(JUNE, eur(17_532_00)));
        assertThat(ledger.adjustments)
                .extracting(ChargeAdjusted::periodId, ChargeAdjusted::cause, ChargeAdjusted::amount)
                .containsExactly(
                        tuple(MARCH, AdjustmentCause.INDEX, eur(4_387_51)),
                        tuple(APRIL, AdjustmentCause.INDEX, eur(5_373_76)),
                        tuple(MAY, AdjustmentCause.INDEX, eur(3_763_18)),
                        tuple(JUNE, AdjustmentCause.INDEX, eur(7_103_60)));
        assertThat(ledger.total()).isEqualTo(eur(91_375_87));
    }

    /** The trace of a provisional charge says so; that of the difference takes it back. */
    @Test
    void thePeriodIsVisiblyProvisionalAndThenNot() {
        publish("PVC-EU", "2026-01-31", "1000");
        publish("EURUSD", "2026-02-28", "1.08");
        draw(MARCH, 1);
        assertThat(bases(ledger.charges.getFirst().lines()))
                .containsExactly(
                        "provisional until PVC-EU is published, 80 % of PVC-EU 1000 / EURUSD 1.08 - 35 = 890.9259, at the floor of 900");
        close(MARCH);
        assertThat(ledger.settled)
                .extracting(PeriodSettled::amount)
                .containsExactly(eur(17_532_00));
        assertThat(ledger.state.period(MARCH).provisional())
                .isEqualTo(Map.of("PVC-EU", new BigDecimal("1000")));

        publish("PVC-EU", "2026-02-28", "1010");

        assertThat(bases(ledger.adjustments.getFirst().lines()))
                .containsExactly(
                        "provisional until PVC-EU is published, 80 % of PVC-EU 1000 / EURUSD 1.08 - 35 = 890.9259, at the floor of 900",
                        "PVC-EU 1010.0000 / EURUSD 1.08 - 35 = 900.1852");
        assertThat(ledger.state.period(MARCH).provisional()).isNull();
        assertThat(bases(ledger.state.period(MARCH).charged().lines()))
                .containsExactly("PVC-EU 1010.0000 / EURUSD 1.08 - 35 = 900.1852");
    }

    /** What was provisional is an event, so a replay needs nothing else and an audit agrees. */
    @Test
    void theNewestValueIsRecordedOnceAndAudited() {
        publish("PVC-EU", "2026-01-30", "1000");
        publish("EURUSD", "2026-02-28", "1.08");
        draw(MARCH, 1);
        // A newer one does not change what is provisional.
        publish("PVC-EU", "2026-02-13", "1200");
        draw(MARCH, 2);
        publish("PVC-EU", "2026-02-28", "1010");
        close(MARCH);
        assertThat(
                        ledger.events.stream()
                                .filter(IndexFixed.class::isInstance)
                                .map(IndexFixed.class::cast))
                .extracting(IndexFixed::series, IndexFixed::value, IndexFixed::isProvisional)
                .containsExactly(
                        tuple("EURUSD", new BigDecimal("1.08"), false),
                        tuple("PVC-EU", new BigDecimal("1000"), true),
                        tuple("PVC-EU", new BigDecimal("1105.0000"), false));
        ContractState replayed = ContractState.initial();
        for (var event : ledger.events) {
            replayed = replayed.evolve(event);
        }
        assertThat(replayed).isEqualTo(ledger.state);
        assertThat(ContractAudit.fromSigning().check(ledger.events)).isEmpty();
    }

    /** As long as nothing at all is published, there is nothing to take a share of. */
    @Test
    void withoutAnyValueItIsHeldAndSaysWhatToPublish() {
        draw(MARCH, 1);
        publish("PVC-EU", "2026-01-31", "1000");
        assertThat(ledger.held)
                .extracting(ConsumptionHeld::detail)
                .containsExactly(
                        "the price of 2026-03-01/2026-04-01 needs an index of which no value that counts is published; publish PVC-EU of the days from 2026-02-01 to 2026-02-28 (days without a value do not count), and that of 2026-02-28 or of a later day");
        assertThat(ledger.adjustments).isEmpty();
        publish("EURUSD", "2026-02-28", "1.08");
        assertThat(ledger.total()).isEqualTo(eur(17_532_00));
    }

    /** A fixing of 20 February is 8 days old on the 28th, 5 are agreed: it stays provisional. */
    @Test
    void aValueThatIsTooOldDoesNotMakeThePriceFinal() {
        publish("PVC-EU", "2026-02-28", "1010");
        publish("EURUSD", "2026-02-20", "1.08");
        publish("EURUSD", "2026-03-02", "1.0810");
        draw(MARCH, 1);
        close(MARCH);
        // 80 % of 900.185185 = 720.148148; 720.1481 x 24.350 = 17,535.606235
        assertThat(ledger.total()).isEqualTo(eur(17_535_61));
        publish("EURUSD", "2026-02-27", "1.08");
        assertThat(ledger.total()).isEqualTo(eur(21_919_51));
    }

    /** 850.00 x 24.350 = 20,697.50, though nothing is published. */
    @Test
    void aStatedPriceIsChargedUntilEverythingIsPublished() {
        ContractLedger stated =
                new ContractLedger(agreed(new Provisional(null, new BigDecimal("850.00")), null));
        stated.handle(charge("silo-a", MARCH, 1, PROVISIONAL, GRAMS));
        assertThat(stated.total()).isEqualTo(eur(20_697_50));
        stated.handle(values("PVC-EU", Map.of("2026-02-28", "1010"), null));
        assertThat(stated.total()).isEqualTo(eur(20_697_50));
        stated.handle(values("EURUSD", Map.of("2026-02-28", "1.08"), null));
        assertThat(stated.total()).isEqualTo(eur(21_919_51));
        assertThat(ContractAudit.fromSigning().check(stated.events)).isEmpty();
    }

    private void publish(String series, String day, String value) {
        TreeMap<LocalDate, BigDecimal> days =
                published.computeIfAbsent(series, name -> new TreeMap<>());
        days.put(LocalDate.parse(day), new BigDecimal(value));
        ledger.handle(new TakeIndexValues("c-1", series, days, null));
    }

    /** As the charging stage does: what is missing is asked for before the charge. */
    private void draw(String periodId, long no) {
        for (String series : List.copyOf(Charges.missingSeries(ledger.state, periodId))) {
            TreeMap<LocalDate, BigDecimal> days = published.get(series);
            if (days != null) {
                ledger.handle(new TakeIndexValues("c-1", series, days, periodId));
            }
        }
        ledger.handle(charge("silo-a", periodId, no, PROVISIONAL, GRAMS));
    }

    private void close(String periodId) {
        for (String silo : List.of("silo-a", "silo-b")) {
            ledger.handle(
                    new NoteSiloClosed(
                            "c-1", silo, periodId, Quantities.only(ContractFixture.grams(0))));
        }
    }

    private static List<String> bases(List<RatingLine> lines) {
        return lines.stream().map(line -> String.valueOf(line.basis())).toList();
    }

    private static TakeIndexValues values(
            String series, Map<String, String> values, @Nullable String periodId) {
        TreeMap<LocalDate, BigDecimal> days = new TreeMap<>();
        values.forEach((day, value) -> days.put(LocalDate.parse(day), new BigDecimal(value)));
        return new TakeIndexValues("c-1", series, days, periodId);
    }

    private static Provisional share(String percent) {
        return new Provisional(new BigDecimal(percent), null);
    }

    private static ContractTerms agreed(Provisional provisional, @Nullable Integer maxAgeDays) {
        Formula price =
                new Formula(
                        List.of(new Term("PVC-EU", BigDecimal.ONE, null)),
                        null,
                        new Fixing("EURUSD", Convert.DIVIDE),
                        new BigDecimal("-35"),
                        null,
                        new BigDecimal("900"),
                        null,
                        4,
                        UnitOfMeasure.TONNE,
                        null,
                        null,
                        null,
                        provisional);
        return terms(price).toBuilder()
                .indexRules(
                        List.of(
                                new IndexRule("PVC-EU", Averaging.MONTH, 1, MissingDay.SKIP, 4),
                                new IndexRule(
                                        "EURUSD",
                                        Averaging.LAST_DAY,
                                        1,
                                        MissingDay.PREVIOUS,
                                        4,
                                        null,
                                        null,
                                        maxAgeDays)))
                .build();
    }
}
