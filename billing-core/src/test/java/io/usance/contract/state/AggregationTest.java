package io.usance.contract.state;

import static io.usance.contract.state.ContractFixture.APRIL;
import static io.usance.contract.state.ContractFixture.AT;
import static io.usance.contract.state.ContractFixture.EUR;
import static io.usance.contract.state.ContractFixture.MARCH;
import static io.usance.contract.state.ContractFixture.eur;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.contract.ContractCommand;
import io.usance.contract.ContractCommand.AmendContract;
import io.usance.contract.ContractCommand.SignContract;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractTerms;
import io.usance.contract.state.ChargingCommand.ChargeConsumption;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.failure.InvalidInputException;
import io.usance.metering.Interval;
import io.usance.metering.MeteredKind;
import io.usance.metering.MeteredQuantity;
import io.usance.money.Money;
import io.usance.pricing.RatingLine;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tariff.Composite;
import io.usance.pricing.Tariff.Graduated;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.pricing.TariffVersion;
import io.usance.pricing.Tier;
import io.usance.quantity.Aggregation;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What of a period's values a price takes: their sum, the highest, the last. */
class AggregationTest {
    private static final UnitOfMeasure KW = UnitOfMeasure.of("kW");
    private static final UnitOfMeasure KWH = UnitOfMeasure.KILOWATT_HOUR;
    private static final Instant MARCH_1 = Instant.parse("2026-02-28T23:00:00Z");
    private static final Instant APRIL_1 = Instant.parse("2026-03-31T22:00:00Z");

    /** 11.47 for each kW of the month's highest quarter of an hour. */
    private static final PerUnit CAPACITY =
            new PerUnit(new BigDecimal("11.47"), KW, "power", Aggregation.MAXIMUM, null);

    private static final PerUnit ENERGY = new PerUnit(new BigDecimal("0.2314"), KWH, "energy");

    private final List<ContractEvent> log = new ArrayList<>();
    private ContractState state = ContractState.initial();
    private long no;

    @Test
    void theHighestQuarterOfTheMonthIsCharged() {
        sign(CAPACITY, "m-1");
        assertThat(power("m-1", 0, "412.5")).isEqualTo(eur(4_731_38)); // 4,731.375
        assertThat(power("m-1", 1, "388")).isEqualTo(eur(0));
        assertThat(power("m-1", 7, "412.7")).isEqualTo(eur(2_29)); // 4,733.669
        assertThat(power("m-1", 5, "412.6")).isEqualTo(eur(0)); // late, and lower
        assertThat(power("m-1", 4, "500")).isEqualTo(eur(1_001_33)); // late, and higher
        close(MARCH, "m-1");
        PeriodSettled settled = only(PeriodSettled.class);
        assertThat(settled.amount()).isEqualTo(eur(5_735_00));
        assertThat(settled.quantity().first()).isEqualTo(quantity("500", KW));
        assertSettled(MARCH, settled.amount());
        assertAudited();
    }

    @Test
    void eachMeterHasItsOwnMaximum() {
        sign(CAPACITY, "m-1", "m-2");
        power("m-1", 0, "300");
        power("m-2", 1, "250");
        power("m-1", 1, "100");
        power("m-2", 0, "20");
        // 300 + 250, though the two never drew more than 350 at once.
        assertThat(issued(MARCH)).isEqualTo(eur(6_308_50));
        close(MARCH, "m-1");
        power("m-2", 9, "260");
        close(MARCH, "m-2");
        assertThat(only(PeriodSettled.class).amount()).isEqualTo(eur(6_423_20));
        assertSettled(MARCH, eur(6_423_20));
        assertAudited();
    }

    @Test
    void theNextPeriodBeginsWithoutAMaximum() {
        sign(CAPACITY, "m-1");
        power("m-1", 0, "412.5");
        close(MARCH, "m-1");
        charge("m-1", APRIL, "power", quantity("10", KW), quarter(APRIL_1, 0));
        assertThat(issued(APRIL)).isEqualTo(eur(114_70));
        assertAudited();
    }

    @Test
    void whatIsOfNoIntervalOfThePeriodIsNoValueOfIt() {
        sign(CAPACITY, "m-1");
        power("m-1", 0, "100");
        Quantity high = quantity("900", KW);
        charge("m-1", MARCH, "power", high, null);
        charge("m-1", MARCH, "power", high, quarter(MARCH_1, -1));
        charge("m-1", MARCH, "power", high, quarter(APRIL_1, 0));
        charge("m-1", MARCH, "power", high, new Interval(MARCH_1.minusSeconds(1), APRIL_1));
        assertThat(issued(MARCH)).isEqualTo(eur(1_147_00));
        // The last quarter of the month is one of it.
        charge("m-1", MARCH, "power", quantity("101", KW), quarter(APRIL_1, -1));
        assertThat(issued(MARCH)).isEqualTo(eur(1_158_47));
        assertAudited();
    }

    @Test
    void valuesAfterTheCloseRaiseTheClosedPeriod() {
        sign(CAPACITY, "m-1");
        power("m-1", 0, "100");
        close(MARCH, "m-1");
        assertThat(power("m-1", 1, "99")).isEqualTo(eur(0));
        assertThat(power("m-1", 2, "120")).isEqualTo(eur(229_40));
        assertSettled(MARCH, eur(1_376_40));
        assertAudited();
    }

    @Test
    void energyAndCapacityStandSideBySide() {
        sign(new Composite(List.of(ENERGY, CAPACITY)), "m-1");
        for (int i = 0; i < 4; i++) {
            charge("m-1", MARCH, "energy", quantity("25.5", KWH), quarter(MARCH_1, i));
            power("m-1", i, "102");
        }
        // 102 kWh at 0.2314 are 23.6028; 102 kW at 11.47 are 1,169.94.
        assertThat(issued(MARCH)).isEqualTo(eur(1_193_54));
        close(MARCH, "m-1");
        assertSettled(MARCH, eur(1_193_54));
        assertThat(all(ConsumptionCharged.class))
                .allSatisfy(charged ->
                        assertThat(charged.during() == null)
                                .isEqualTo("energy".equals(charged.of())));
        assertAudited();
    }

    @Test
    void theLastValueIsThatOfTheLatestInterval() {
        sign(
                new PerUnit(
                        new BigDecimal("2"), UnitOfMeasure.ONE, "seats", Aggregation.LAST, null),
                "m-1");
        seats(3, "40");
        seats(1, "90"); // late
        assertThat(issued(MARCH)).isEqualTo(eur(80_00));
        seats(5, "25");
        assertThat(issued(MARCH)).isEqualTo(eur(50_00));
        seats(5, "26"); // the same interval again corrects it
        assertThat(issued(MARCH)).isEqualTo(eur(52_00));
        close(MARCH, "m-1");
        assertThat(only(PeriodSettled.class).amount()).isEqualTo(eur(52_00));
        assertSettled(MARCH, eur(52_00));
        assertAudited();
    }

    @Test
    void aPriceThatReachesBackRatesTheMaximumAgain() {
        sign(CAPACITY, "m-1");
        power("m-1", 0, "400");
        power("m-1", 1, "300");
        close(MARCH, "m-1");
        Instant later = AT.plus(Duration.ofDays(40));
        ContractTerms signed = state.signed();
        PerUnit dearer = new PerUnit(new BigDecimal("12"), KW, "power", Aggregation.MAXIMUM, null);
        handle(new AmendContract(amended(signed, later, dearer), later));
        assertThat(issued(MARCH)).isEqualTo(eur(4_800_00));
        assertSettled(MARCH, eur(4_800_00));
        assertAudited();
        assertThatThrownBy(() ->
                        amended(signed, later, new PerUnit(new BigDecimal("12"), KW, "power")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "contract c-1 takes {power=MAXIMUM} and {power=SUM} of its quantities; all versions of its price take the same");
    }

    @Test
    void theTraceSaysWhatOfThePeriodCounts() {
        sign(CAPACITY, "m-1");
        power("m-1", 0, "400");
        RatingLine line = only(ConsumptionCharged.class).lines().getFirst();
        assertThat(line.of()).isEqualTo("power");
        assertThat(line.basis()).isEqualTo("highest value of the period");
    }

    @Test
    void aMaximumInTiersIsRatedAsAWhole() {
        sign(
                new Graduated(
                        List.of(
                                new Tier(new BigDecimal("100"), new BigDecimal("10")),
                                new Tier(null, new BigDecimal("7.5"))),
                        KW,
                        "power",
                        Aggregation.MAXIMUM,
                        null),
                "m-1");
        power("m-1", 0, "90");
        power("m-1", 1, "120");
        power("m-1", 2, "110");
        assertThat(issued(MARCH)).isEqualTo(eur(1_150_00));
        assertAudited();
    }

    @Test
    void whatContradictsItselfIsRefused() {
        assertThatThrownBy(() ->
                        new PerUnit(new BigDecimal("11"), KW, null, Aggregation.MAXIMUM, null))
                .hasMessage(
                        "take: MAXIMUM does not say of which quantity; write of: with its name beside it, such as of: power");
        assertThatThrownBy(() ->
                        new Composite(
                                List.of(CAPACITY, new PerUnit(new BigDecimal("1"), KW, "power"))))
                .hasMessage(
                        "quantity power is taken as MAXIMUM and as SUM; write the same take: in all its rates, or have it metered under two names");
        assertThat(new PerUnit(new BigDecimal("11"), KW, "power", Aggregation.SUM, null))
                .isEqualTo(new PerUnit(new BigDecimal("11"), KW, "power"));
    }

    /** A quarter left out, or given another time, is no longer what the audit expects. */
    @Test
    void theAuditFindsAPeakThatIsNotCounted() {
        sign(CAPACITY, "m-1");
        power("m-1", 0, "400");
        power("m-1", 1, "500");
        for (int i = 0; i < log.size(); i++) {
            if (log.get(i) instanceof ConsumptionCharged e && e.consumptionNo() == 2) {
                log.set(i, without(e));
            }
        }
        assertThat(ContractAudit.fromSigning().check(log)).isPresent();
    }

    /** As if the quarter had no interval, and nothing else were changed. */
    private static ConsumptionCharged without(ConsumptionCharged e) {
        return new ConsumptionCharged(
                e.contractId(),
                e.siloId(),
                e.periodId(),
                e.consumptionNo(),
                e.kind(),
                e.quantity(),
                e.periodQuantity(),
                e.periodExact(),
                e.amount(),
                e.periodAmount(),
                e.contractVersion(),
                e.lines(),
                e.at(),
                e.of(),
                null,
                null);
    }

    private static ContractTerms amended(ContractTerms signed, Instant at, Tariff tariff) {
        return ContractTerms.builder(signed.contractId())
                .version(2)
                .supplier(signed.supplier())
                .customer(signed.customer())
                .material(signed.material())
                .meters(signed.meterIds())
                .currency(signed.currency())
                .calendar(signed.calendar())
                .tariffs(
                        List.of(
                                signed.tariffs().getFirst(),
                                new TariffVersion(MARCH_1, at, tariff)))
                .rounding(signed.rounding())
                .meteringFrom(signed.meteringFrom())
                .settlement(signed.settlement())
                .build();
    }

    private void sign(Tariff tariff, String... meterIds) {
        handle(
                new SignContract(
                        ContractFixture.terms(tariff, EUR, RoundingMode.HALF_UP, List.of(meterIds)),
                        AT));
    }

    /** What a quarter of an hour in March added to the charges. */
    private Money power(String meterId, int quarter, String kw) {
        Money before = issued(MARCH);
        charge(meterId, MARCH, "power", quantity(kw, KW), quarter(MARCH_1, quarter));
        return issued(MARCH).minus(before);
    }

    private void seats(int day, String seats) {
        Instant from = MARCH_1.plus(Duration.ofDays(day));
        charge(
                "m-1",
                MARCH,
                "seats",
                quantity(seats, UnitOfMeasure.ONE),
                new Interval(from, from.plus(Duration.ofDays(1))));
    }

    private void charge(
            String meterId,
            String periodId,
            String name,
            Quantity quantity,
            @Nullable Interval during) {
        handle(
                new ChargeConsumption(
                        new MeteredQuantity(
                                meterId,
                                "c-1",
                                periodId,
                                ++no,
                                MeteredKind.PROVISIONAL,
                                name,
                                quantity,
                                during)));
    }

    private void close(String periodId, String meterId) {
        Quantities none = state.period(periodId).charged().quantity();
        handle(new NoteSiloClosed("c-1", meterId, periodId, none));
    }

    private void handle(ContractCommand command) {
        take(Contracts.decide(state, command));
    }

    private void handle(ChargingCommand command) {
        take(Contracts.decide(state, command));
    }

    private void take(List<ContractEvent> events) {
        for (ContractEvent event : events) {
            state = state.evolve(event);
        }
        log.addAll(events);
    }

    private Money issued(String periodId) {
        return state.period(periodId).charged().issued();
    }

    private void assertSettled(String periodId, Money amount) {
        Money settled = Money.zero(EUR);
        Quantities quantity = state.signed().none();
        for (SettlementCommanded one : all(SettlementCommanded.class)) {
            if (one.periodId().equals(periodId)) {
                settled = settled.plus(one.amount());
                quantity = quantity.plus(one.quantity());
            }
        }
        assertThat(settled).isEqualTo(amount);
        // What is left has come to nothing, and so was not settled.
        assertThat(quantity.plus(state.period(periodId).settled().pending().quantity()).toString())
                .endsWith(
                        state.period(periodId)
                                .charged()
                                .quantity()
                                .byName()
                                .lastEntry()
                                .getValue()
                                .toString());
    }

    private void assertAudited() {
        assertThat(ContractAudit.fromSigning().check(log)).isEmpty();
    }

    private <T> List<T> all(Class<T> type) {
        return log.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private <T> T only(Class<T> type) {
        assertThat(all(type)).hasSize(1);
        return all(type).getFirst();
    }

    private static Interval quarter(Instant start, int no) {
        Instant from = start.plus(Duration.ofMinutes(15L * no));
        return new Interval(from, from.plus(Duration.ofMinutes(15)));
    }

    private static Quantity quantity(String value, UnitOfMeasure unit) {
        return Quantity.of(new BigDecimal(value), unit);
    }
}
