package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.meter.machine.MachineCommand.RecordMachineReadings;
import io.usance.meter.machine.MachineCommand.RegisterMachine;
import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.RegisterWidth;
import io.usance.period.BandHours;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.period.ClockTime;
import io.usance.period.TimeBand;
import io.usance.period.TimeBands;
import io.usance.pricing.Tariff;
import io.usance.quantity.UnitOfMeasure;
import io.usance.reconciliation.Identity;
import io.usance.store.TestDatabase;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prices by bands of time, from a machine's readings to the settled period. */
@Tag("slow")
class BandBillingTest {
    private static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");
    private static final Instant APRIL = Instant.parse("2026-03-31T22:00:00Z");
    private static final String MARCH = "2026-03-01/2026-04-01";
    private static final MachineSpec PRESS =
            new MachineSpec(
                    "press-1",
                    "plc-1",
                    List.of(
                            new RegisterSpec(
                                    "kwh",
                                    UnitOfMeasure.KILOWATT_HOUR,
                                    RegisterWidth.bits(31, false),
                                    2,
                                    BigDecimal.ONE,
                                    new BigDecimal("1000"))),
                    List.of(),
                    List.of(
                            OutputSpec.register("energy", "kwh").byQuarters(),
                            OutputSpec.register("total", "kwh")),
                    900);

    private final HikariDataSource dataSource = TestDatabase.empty();
    private final BillingEngine engine =
            BillingEngine.builder(dataSource).eventsPerSnapshot(5).build();
    private long sequence;

    @AfterEach
    void close() {
        dataSource.close();
    }

    /** What was made in more than a day without a reading has no time, and is in the rest. */
    @Test
    void aProfileIsChargedByTheBandsOfItsQuarters() {
        engine.handle(new RegisterMachine(PRESS, FROM));
        engine.signContract(terms("energy", "07:30"), FROM);
        Instant monday = Instant.parse("2026-03-02T06:15:00Z"); // 07:15 on the clock
        read(FROM, "0");
        read(monday, "1000"); // a day and more without a reading
        read(monday.plusSeconds(900), "1010");
        read(monday.plusSeconds(1_800), "1030"); // peak from 07:30 on
        read(monday.plusSeconds(2_700), "1060");
        read(APRIL, "1060");
        read(APRIL.plusSeconds(900), "1060");
        engine.catchUp();
        // 1,010 kWh at 0.1873 are 189.173, 50 at 0.3127 are 15.635.
        assertThat(issued()).isEqualTo(204_81L);
        assertThat(engine.internals().readModels().contractPeriods())
                .filteredOn(p -> p.periodId().equals(MARCH))
                .extracting(p -> p.state())
                .containsExactly("SETTLED");
        assertThat(engine.internals().readModels().identities()).allMatch(Identity::holds);
    }

    /**
     * 10 kWh in each quarter of the day the clock is changed; peak is from 00:00 to 04:00, of which
     * there are 12 quarters in March (120 x 0.3127 + 800 x 0.1873) and 20 in October (200 and 800).
     */
    @ParameterizedTest
    @CsvSource({
        "2026-02-28T23:00:00Z, 2026-03-28T23:00:00Z, 92, 2026-03-31T22:00:00Z, 2026-03-01/2026-04-01, 18736",
        "2026-09-30T22:00:00Z, 2026-10-24T22:00:00Z, 100, 2026-10-31T23:00:00Z, 2026-10-01/2026-11-01, 21238",
        // An ordinary day of March: 16 and 80 quarters.
        "2026-02-28T23:00:00Z, 2026-03-21T23:00:00Z, 96, 2026-03-31T22:00:00Z, 2026-03-01/2026-04-01, 19987",
    })
    void aDayOnWhichTheClockIsChangedHasItsQuarters(
            Instant from, Instant midnight, int quarters, Instant end, String periodId, long due) {
        engine.handle(new RegisterMachine(PRESS, from));
        engine.signContract(
                terms("energy", "00:00", "04:00").toBuilder()
                        .timeBands(bands(List.of(DayOfWeek.values()), "00:00", "04:00"))
                        .meteringFrom(from)
                        .tariff(rates("energy"))
                        .build(),
                from);
        read(from, "0");
        for (int quarter = 0; quarter <= quarters; quarter++) {
            read(midnight.plusSeconds(900L * quarter), String.valueOf(10 * quarter));
        }
        read(end, String.valueOf(10 * quarters));
        read(end.plusSeconds(900), String.valueOf(10 * quarters));
        engine.catchUp();
        assertThat(engine.internals().readModels().contractPeriods())
                .filteredOn(p -> p.periodId().equals(periodId))
                .extracting(p -> p.state(), p -> p.amountMinor())
                .containsExactly(tuple("SETTLED", due));
        assertThat(engine.internals().readModels().identities()).allMatch(Identity::holds);
    }

    @Test
    void whatHasNoIntervalsOrNotAtTheEdgesIsRefusedAtSigning() {
        engine.handle(new RegisterMachine(PRESS, FROM));
        refused(
                terms("total", "07:30"),
                "contract c-1 prices total by bands of time, but machine press-1 does not say when what it meters of it happened; take band: out of its rates, or price a quantity that it reports by intervals");
        refused(
                terms("energy", "07:40"),
                "contract c-1 prices energy by bands with an edge at 07:40 in Europe/Berlin, which is within an interval of machine press-1, of 15 minutes; move it to a multiple of them");
        refused(
                terms("demand", "07:30"),
                "contract c-1 prices demand, but machine press-1 meters energy, total");
        assertThat(engine.internals().log().head()).isEqualTo(1);
    }

    private void refused(ContractTerms terms, String message) {
        assertThatThrownBy(() -> engine.signContract(terms, FROM))
                .isInstanceOf(MeterQuantityException.class)
                .hasMessage(message);
    }

    private long issued() {
        return engine.internals().readModels().contractPeriods().stream()
                .filter(p -> p.periodId().equals(MARCH))
                .mapToLong(p -> p.amountMinor())
                .sum();
    }

    private void read(Instant at, String kwh) {
        MachineReading reading =
                MachineReading.of("plc-1", ++sequence, at, Map.of("kwh", new BigDecimal(kwh)));
        assertThat(
                        engine.handle(
                                        new RecordMachineReadings(
                                                "press-1", List.of(reading), at.plusSeconds(5)))
                                .refusals())
                .isEmpty();
    }

    private static ContractTerms terms(String of, String peakFrom) {
        return terms(of, peakFrom, "20:00");
    }

    private static TimeBands bands(List<DayOfWeek> days, String from, String until) {
        BandHours hours = new BandHours(days, ClockTime.parse(from), ClockTime.parse(until));
        return new TimeBands(List.of(new TimeBand("peak", List.of(hours))), "offPeak", null);
    }

    private static Tariff rates(String of) {
        return new Tariff.Composite(
                List.of(rate("0.3127", of, "peak"), rate("0.1873", of, "offPeak")));
    }

    private static ContractTerms terms(String of, String peakFrom, String peakUntil) {
        BillingCalendar calendar = new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH);
        return ContractTerms.builder("c-1")
                .supplier(new Party("maker", "Pressen AG", "acct-maker"))
                .customer(new Party("plant", "Profile GmbH", "acct-plant"))
                .material("electricity")
                .meters("press-1")
                .currency(Currency.getInstance("EUR"))
                .calendar(calendar)
                .tariff(rates(of))
                .meteringFrom(FROM)
                .timeBands(bands(List.of(DayOfWeek.MONDAY), peakFrom, peakUntil))
                .build();
    }

    private static Tariff.PerUnit rate(String price, String of, String band) {
        return new Tariff.PerUnit(
                new BigDecimal(price), UnitOfMeasure.KILOWATT_HOUR, of, null, band);
    }
}
