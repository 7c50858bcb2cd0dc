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
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.contract.RestReason;
import io.usance.contract.state.ChargingCommand.ChargeConsumption;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.failure.InvalidInputException;
import io.usance.metering.Interval;
import io.usance.metering.MeteredKind;
import io.usance.metering.MeteredQuantity;
import io.usance.money.Money;
import io.usance.period.BandHours;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.period.ClockTime;
import io.usance.period.Holiday;
import io.usance.period.TimeBand;
import io.usance.period.TimeBands;
import io.usance.pricing.RatingLine;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tariff.Composite;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.quantity.Aggregation;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prices by bands of time: what is charged, what is recorded with it, and what the audit finds. */
class BandsTest {
    private static final UnitOfMeasure KWH = UnitOfMeasure.KILOWATT_HOUR;
    private static final UnitOfMeasure KW = UnitOfMeasure.of("kW");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final List<DayOfWeek> WORKDAYS =
            List.of(DayOfWeek.values()).subList(0, DayOfWeek.FRIDAY.getValue());

    private static final TimeBands PEAK =
            new TimeBands(
                    List.of(band("peak", WORKDAYS, "08:00", "20:00")),
                    "offPeak",
                    List.of(new Holiday(LocalDate.parse("2026-04-03"), DayOfWeek.SUNDAY)));

    private static final Composite PEAK_PRICE =
            new Composite(
                    List.of(
                            rate("0.3127", KWH, "energy", "peak"),
                            rate("0.1873", KWH, "energy", "offPeak")));

    private final List<ContractEvent> log = new ArrayList<>();
    private ContractState state = ContractState.initial();
    private long no;

    @Test
    void eachBandHasItsPrice() {
        sign(PEAK_PRICE, PEAK, BERLIN);
        // Monday, 23 March: 07:45 and 08:00 on the clock.
        energy(MARCH, "100", quarter("2026-03-23T06:45:00Z"));
        energy(MARCH, "100", quarter("2026-03-23T07:00:00Z"));
        assertThat(issued(MARCH)).isEqualTo(eur(50_00)); // 18.73 + 31.27
        assertThat(all(ConsumptionCharged.class))
                .extracting(ConsumptionCharged::of)
                .containsExactly("energy@offPeak", "energy@peak");
        assertThat(all(ConsumptionCharged.class))
                .allSatisfy(charged -> {
                    assertThat(charged.during()).isNotNull();
                    assertThat(charged.restReason()).isNull();
                });
        assertThat(all(ConsumptionCharged.class).get(1).lines())
                .extracting(RatingLine::of)
                .containsExactly("energy@peak");
        close(MARCH);
        PeriodSettled settled = only(PeriodSettled.class);
        assertThat(settled.quantity())
                .isEqualTo(
                        Quantities.of(
                                Map.of(
                                        "energy@peak", quantity("100", KWH),
                                        "energy@offPeak", quantity("100", KWH))));
        assertAudited();
    }

    /**
     * A whole day of 12 kWh each quarter; 0.20 by night from 0 to 6, 0.31 by day, 0.47 from 2 to 3.
     * Quarters, counted by hand: 92 on 29 March, 100 on 25 October; on the island 98 and 94.
     */
    @ParameterizedTest
    @CsvSource({
        // night, 2 to 3, day: 20 + 4 + 72 quarters
        "Europe/Berlin, 2026-03-28, 33840", // 48.00 + 22.56 + 267.84 = 338.40
        // 20 + 0 + 72
        "Europe/Berlin, 2026-03-29, 31584", // 48.00 + 0 + 267.84
        // 20 + 8 + 72
        "Europe/Berlin, 2026-10-25, 36096", // 48.00 + 45.12 + 267.84
        // half an hour from 1:30 on twice: 22 + 4 + 72
        "Australia/Lord_Howe, 2026-04-05, 34320", // 52.80 + 22.56 + 267.84
        // half an hour from 2 on never: 20 + 2 + 72
        "Australia/Lord_Howe, 2026-10-04, 32712" // 48.00 + 11.28 + 267.84
    })
    void aDayOnWhichTheClockIsChanged(ZoneId zone, LocalDate date, long cents) {
        List<DayOfWeek> all = List.of(DayOfWeek.values());
        TimeBands bands =
                new TimeBands(
                        List.of(
                                new TimeBand(
                                        "night",
                                        List.of(
                                                hours(all, "00:00", "02:00"),
                                                hours(all, "03:00", "06:00"))),
                                band("two", all, "02:00", "03:00")),
                        "day",
                        null);
        sign(
                new Composite(
                        List.of(
                                rate("0.20", KWH, "energy", "night"),
                                rate("0.47", KWH, "energy", "two"),
                                rate("0.31", KWH, "energy", "day"))),
                bands,
                zone);
        String period =
                state.signed().calendar().periodOf(date.atStartOfDay(zone).toInstant()).id();
        Instant end = date.plusDays(1).atStartOfDay(zone).toInstant();
        for (Instant from = date.atStartOfDay(zone).toInstant();
                from.isBefore(end);
                from = from.plus(Duration.ofMinutes(15))) {
            energy(period, "12", quarter(from.toString()));
        }
        assertThat(issued(period)).isEqualTo(eur(cents));
        assertAudited();
    }

    @Test
    void whatHasNoPlaceOnTheClockIsInTheRestAndSaysWhy() {
        sign(PEAK_PRICE, PEAK, BERLIN);
        energy(MARCH, "100", null);
        Instant eight = Instant.parse("2026-03-23T07:00:00Z");
        Interval across = new Interval(eight.minusSeconds(450), eight.plusSeconds(450));
        energy(MARCH, "10", across);
        assertThat(all(ConsumptionCharged.class))
                .extracting(ConsumptionCharged::of)
                .containsExactly("energy@offPeak", "energy@offPeak");
        assertThat(all(ConsumptionCharged.class))
                .extracting(ConsumptionCharged::restReason)
                .containsExactly(RestReason.NO_INTERVAL, RestReason.ACROSS_AN_EDGE);
        assertThat(all(ConsumptionCharged.class))
                .extracting(ConsumptionCharged::during)
                .containsExactly(null, across);
        assertThat(issued(MARCH)).isEqualTo(eur(20_60)); // 20.603
        assertAudited();
    }

    /** Late, it is charged in the open period, at the price of its own hour. */
    @Test
    void whatComesLateHasTheBandOfItsOwnTime() {
        sign(PEAK_PRICE, PEAK, BERLIN);
        energy(APRIL, "100", quarter("2026-03-23T07:00:00Z"));
        assertThat(issued(APRIL)).isEqualTo(eur(31_27));
        assertAudited();
    }

    @Test
    void aHolidayCountsAsTheDayThatIsWritten() {
        sign(PEAK_PRICE, PEAK, BERLIN);
        energy(APRIL, "100", quarter("2026-04-02T10:00:00Z"));
        energy(APRIL, "100", quarter("2026-04-03T10:00:00Z"));
        assertThat(issued(APRIL)).isEqualTo(eur(50_00));
        assertAudited();
    }

    @Test
    void theHighestValueOfABand() {
        sign(
                new Composite(
                        List.of(
                                new PerUnit(
                                        new BigDecimal("11.47"),
                                        KW,
                                        "power",
                                        Aggregation.MAXIMUM,
                                        "peak"),
                                new PerUnit(
                                        BigDecimal.ZERO,
                                        KW,
                                        "power",
                                        Aggregation.MAXIMUM,
                                        "offPeak"))),
                PEAK,
                BERLIN);
        charge(MARCH, "power", quantity("300", KW), quarter("2026-03-23T07:00:00Z"));
        charge(MARCH, "power", quantity("900", KW), quarter("2026-03-23T02:00:00Z"));
        charge(MARCH, "power", quantity("310", KW), quarter("2026-03-24T10:00:00Z"));
        charge(MARCH, "power", quantity("305", KW), quarter("2026-03-24T11:00:00Z"));
        assertThat(issued(MARCH)).isEqualTo(eur(3_555_70));
        assertThat(state.period(MARCH).charged().quantity().of("power@offPeak"))
                .isEqualTo(quantity("900", KW));
        assertAudited();
    }

    @Test
    void anAuditFindsAChargeInAnotherBandOrAtAnotherTime() {
        sign(PEAK_PRICE, PEAK, BERLIN);
        energy(MARCH, "100", quarter("2026-03-23T07:00:00Z"));
        for (int i = 0; i < log.size(); i++) {
            if (log.get(i) instanceof ConsumptionCharged e) {
                assertFound(i, with(e, "energy@offPeak", e.during(), null));
                assertFound(i, with(e, "energy@peak", quarter("2026-03-23T02:00:00Z"), null));
                assertFound(i, with(e, "energy@peak", null, null));
                assertFound(i, with(e, "energy@peak", e.during(), RestReason.NO_INTERVAL));
            }
        }
    }

    private void assertFound(int place, ContractEvent instead) {
        List<ContractEvent> forged = new ArrayList<>(log);
        forged.set(place, instead);
        assertThat(ContractAudit.fromSigning().check(forged)).isPresent();
    }

    private static ConsumptionCharged with(
            ConsumptionCharged e,
            String of,
            @Nullable Interval during,
            @Nullable RestReason restReason) {
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
                of,
                during,
                restReason);
    }

    @Test
    void pricesAndBandsMustFit() {
        refused(
                () -> terms(PEAK_PRICE, null, BERLIN),
                "components[0].band: is peak, but the contract has no timeBands");
        refused(
                () -> terms(rate("1", KWH, "energy", "day"), PEAK, BERLIN),
                "band: is day, not one of the contract's timeBands, peak, offPeak");
        refused(
                () -> terms(rate("1", KWH, "energy", "peak"), PEAK, BERLIN),
                "quantity energy is priced in peak, not in offPeak; add a rate with band: offPeak");
        refused(
                () -> terms(rate("1", KWH, "energy", null), PEAK, BERLIN),
                "there are timeBands peak, offPeak, and no rate has one");
        refused(() -> rate("1", KWH, null, "peak"), "band: peak does not say of which quantity");
        refused(() -> rate("1", KWH, "energy", "on peak"), "'energy@on peak' does not name");
        refused(
                () ->
                        new Composite(
                                List.of(
                                        rate("1", KWH, "energy", "peak"),
                                        rate("1", KWH, "energy", null))),
                "quantity energy is priced in band peak and without a band");
        refused(
                () ->
                        new Composite(
                                List.of(
                                        rate("1", KWH, "energy", "peak"),
                                        rate("1", KW, "energy", "offPeak"))),
                "quantity energy is priced as ENERGY and as POWER");
    }

    @Test
    void holidaysOfDaysToComeCanBeAddedAndNothingElse() {
        ContractTerms signed = sign(PEAK_PRICE, PEAK, BERLIN);
        Holiday easter = new Holiday(LocalDate.parse("2026-04-06"), DayOfWeek.SUNDAY);
        List<Holiday> more = new ArrayList<>(PEAK.holidaysOrNone());
        more.add(easter);
        TimeBands later = new TimeBands(PEAK.bands(), PEAK.rest(), more);
        assertThatThrownBy(() -> amend(signed, later, Instant.parse("2026-04-05T22:00:01Z")))
                .hasMessageContaining("changes the holiday 2026-04-06, which had begun");
        assertThatThrownBy(() ->
                        amend(
                                signed,
                                new TimeBands(PEAK.bands(), "night", null),
                                AT.plusSeconds(1)))
                .isInstanceOf(RuntimeException.class);
        amend(signed, later, Instant.parse("2026-04-05T22:00:00Z"));
        energy(APRIL, "100", quarter("2026-04-06T10:00:00Z"));
        assertThat(issued(APRIL)).isEqualTo(eur(18_73));
        assertAudited();
    }

    private void amend(ContractTerms signed, TimeBands bands, Instant at) {
        handle(new AmendContract(terms(signed, 2, bands), at));
    }

    private static void refused(Runnable made, String why) {
        assertThatThrownBy(made::run)
                .isInstanceOfAny(InvalidInputException.class, IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private ContractTerms sign(Tariff tariff, TimeBands bands, ZoneId zone) {
        ContractTerms terms = terms(tariff, bands, zone);
        handle(new SignContract(terms, AT));
        return terms;
    }

    private static ContractTerms terms(Tariff tariff, @Nullable TimeBands bands, ZoneId zone) {
        BillingCalendar calendar = new BillingCalendar(zone, Cycle.MONTH);
        return terms(
                ContractTerms.builder("c-1")
                        .supplier(new Party("supplier", "Granulat AG", "acct-supplier"))
                        .customer(new Party("plant", "Profile GmbH", "acct-plant"))
                        .meters("m-1")
                        .currency(EUR)
                        .calendar(calendar)
                        .tariff(withoutBands(tariff))
                        .meteringFrom(AT)
                        .build(),
                tariff,
                bands);
    }

    /** Terms are made with what they must have first. */
    private static Tariff withoutBands(Tariff tariff) {
        return new PerUnit(BigDecimal.ONE, tariff.per());
    }

    private static ContractTerms terms(ContractTerms t, Tariff tariff, @Nullable TimeBands bands) {
        return ContractTerms.builder(t.contractId())
                .supplier(t.supplier())
                .customer(t.customer())
                .material(t.material())
                .meters(t.meterIds())
                .currency(t.currency())
                .calendar(t.calendar())
                .tariff(tariff)
                .rounding(t.rounding())
                .meteringFrom(t.meteringFrom())
                .settlement(t.settlement())
                .timeBands(bands)
                .build();
    }

    private static ContractTerms terms(ContractTerms t, int version, TimeBands bands) {
        return ContractTerms.builder(t.contractId())
                .version(version)
                .supplier(t.supplier())
                .customer(t.customer())
                .material(t.material())
                .meters(t.meterIds())
                .currency(t.currency())
                .calendar(t.calendar())
                .tariffs(t.tariffs())
                .rounding(t.rounding())
                .meteringFrom(t.meteringFrom())
                .settlement(t.settlement())
                .timeBands(bands)
                .build();
    }

    private void energy(String periodId, String kwh, @Nullable Interval during) {
        charge(periodId, "energy", quantity(kwh, KWH), during);
    }

    private void charge(
            String periodId, String name, Quantity quantity, @Nullable Interval during) {
        handle(
                new ChargeConsumption(
                        new MeteredQuantity(
                                "m-1",
                                "c-1",
                                periodId,
                                ++no,
                                MeteredKind.PROVISIONAL,
                                name,
                                quantity,
                                during)));
    }

    private void close(String periodId) {
        Quantities none = state.period(periodId).charged().quantity();
        handle(new NoteSiloClosed("c-1", "m-1", periodId, none));
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
            log.add(event);
        }
    }

    private Money issued(String periodId) {
        return state.period(periodId).charged().issued();
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

    private static PerUnit rate(
            String price, UnitOfMeasure per, @Nullable String of, @Nullable String band) {
        return new PerUnit(new BigDecimal(price), per, of, null, band);
    }

    private static TimeBand band(String name, List<DayOfWeek> days, String from, String until) {
        return new TimeBand(name, List.of(hours(days, from, until)));
    }

    private static BandHours hours(List<DayOfWeek> days, String from, String until) {
        return new BandHours(days, ClockTime.parse(from), ClockTime.parse(until));
    }

    private static Interval quarter(String from) {
        Instant start = Instant.parse(from);
        return new Interval(start, start.plus(Duration.ofMinutes(15)));
    }

    private static Quantity quantity(String value, UnitOfMeasure unit) {
        return Quantity.of(new BigDecimal(value), unit);
    }
}
