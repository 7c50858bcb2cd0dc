package io.usance.meter.machine.state;

import static io.usance.meter.machine.state.MachineScenario.FROM;
import static io.usance.meter.machine.state.MachineScenario.MARCH;
import static io.usance.meter.machine.state.MachineScenario.MONTHS;
import static io.usance.meter.machine.state.MachineScenario.dec;
import static io.usance.meter.machine.state.MachineScenario.milli;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.machine.MachineCommand.CloseMachinePeriod;
import io.usance.meter.machine.MachineCommand.EndMachineContract;
import io.usance.meter.machine.MachineCommand.ExchangeCounter;
import io.usance.meter.machine.MachineCommand.ExchangeDevice;
import io.usance.meter.machine.MachineCommand.RecordMachineReadings;
import io.usance.meter.machine.MachineEvent;
import io.usance.meter.machine.MachineEvent.Doubt;
import io.usance.meter.machine.MachineEvent.MachineDoubtNoted;
import io.usance.meter.machine.MachineEvent.MachineGapNoted;
import io.usance.meter.machine.MachineEvent.MachineMetered;
import io.usance.meter.machine.MachineEvent.MachinePeriodClosed;
import io.usance.meter.machine.MachineEvent.MachinePeriodCorrected;
import io.usance.meter.machine.MachineEvent.RegisterBalance;
import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.MachineRefusal;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.PartQuality;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.RegisterWidth;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What machines make, in exact figures. */
class MachineTablesTest {
    private static final Instant APRIL = Instant.parse("2026-03-31T22:00:00Z");
    private static final RegisterWidth INT32 = RegisterWidth.bits(32, true);

    static RegisterSpec parts(String name) {
        return RegisterSpec.of(name, UnitOfMeasure.ONE, INT32, dec("600"));
    }

    private static RegisterSpec hourCounter(int decimals) {
        return new RegisterSpec(
                "hourCounter",
                UnitOfMeasure.HOUR,
                RegisterWidth.bits(31, false),
                decimals,
                BigDecimal.ONE,
                null);
    }

    private static RegisterSpec energy() {
        return new RegisterSpec(
                "energy",
                UnitOfMeasure.KILOWATT_HOUR,
                RegisterWidth.bits(31, false),
                2,
                BigDecimal.ONE,
                dec("500"));
    }

    private static MachineSpec machine(
            List<RegisterSpec> registers, long intervalS, OutputSpec... outputs) {
        return new MachineSpec(
                "press-1",
                "plc-1",
                registers,
                List.of("EXECUTE", "IDLE", "HELD"),
                List.of(outputs),
                intervalS);
    }

    private static MachineScenario month(MachineSpec spec) {
        return new MachineScenario(spec, MONTHS, FROM);
    }

    @Test
    void badPartsAreTakenOff() {
        MachineScenario press =
                month(
                        machine(
                                List.of(parts("total"), parts("bad")),
                                900,
                                OutputSpec.difference("goodParts", "total", "bad"),
                                OutputSpec.register("badParts", "bad")));
        press.read(FROM, "total", "10", "bad", "1")
                .read(APRIL.minus(Duration.ofDays(3)), "total", "170010", "bad", "2001")
                .read(APRIL, "total", "183430", "bad", "2072");
        assertThat(press.metered(MARCH, "goodParts")).isEqualTo(181_349_000);
        assertThat(press.metered(MARCH, "badParts")).isEqualTo(2_071_000);
        assertThat(press.closed(MARCH).complete()).isTrue();
        assertThat(press.balance(MARCH, "goodParts").consumed().milli()).isEqualTo(181_349_000);
    }

    /** The device's clock is five minutes ahead, as it may be. */
    @Test
    void aPeriodEndsByTheServicesClockNotByTheDevices() {
        MachineScenario press =
                month(machine(List.of(parts("total")), 900, OutputSpec.register("parts", "total")));
        press.read(FROM, "total", "10").read(APRIL.minus(Duration.ofDays(3)), "total", "1010");
        Duration ahead = Duration.ofMinutes(5);
        press.send(
                new RecordMachineReadings(
                        "press-1",
                        List.of(press.next(APRIL.plusSeconds(10), "total", "1020")),
                        APRIL.plusSeconds(10).minus(ahead)));
        assertThat(press.last.recorded()).isEqualTo(1);
        assertThat(press.all(MachinePeriodClosed.class)).isEmpty();
        press.state = MachineState.restore(press.state.snapshot());
        press.send(
                new RecordMachineReadings(
                        "press-1",
                        List.of(press.next(APRIL.plus(ahead).plusSeconds(1), "total", "1021")),
                        APRIL.plusSeconds(1)));
        assertThat(press.closed(MARCH).complete()).isTrue();
    }

    @Test
    void hoursOfACounterAreExact() {
        MachineScenario press =
                month(
                        machine(
                                List.of(hourCounter(1)),
                                900,
                                OutputSpec.register("hours", "hourCounter")));
        press.read(FROM, "hourCounter", "1000.0").read(APRIL, "hourCounter", "1212.4");
        assertThat(press.balance(MARCH, "hours").consumed().milli()).isEqualTo(2_124L * 360_000);
    }

    @Test
    void anInt32RegisterRollsOver() {
        MachineScenario press =
                month(machine(List.of(parts("acc")), 900, OutputSpec.register("parts", "acc")));
        press.read(FROM, "acc", "2147483600")
                .read(FROM.plusSeconds(3_600), "acc", "-2147483600")
                .read(APRIL, "acc", "-2147483600");
        RegisterBalance balance = press.balance(MARCH, "parts");
        assertThat(balance.consumed().milli()).isEqualTo(96_000);
        assertThat(balance.adjusted().milli()).isEqualTo(-(1L << 32) * 1_000);
        assertThat(balance.closing()).isEqualTo(balance.measured());
        assertThat(milli(balance.closing())).isEqualTo(-2_147_483_600_000L);
        assertThat(milli(balance.closing()) - milli(balance.opening()))
                .isEqualTo(balance.consumed().plus(balance.adjusted()).milli());
    }

    @Test
    void refusalsHaveTheirReasons() {
        MachineScenario press =
                month(
                        machine(
                                List.of(parts("total"), parts("bad")),
                                900,
                                OutputSpec.difference("goodParts", "total", "bad"),
                                OutputSpec.running("hours", "EXECUTE")));
        press.read(press.next(FROM, "total", "1000", "bad", "0").in("EXECUTE"));
        Instant later = FROM.plusSeconds(600);
        MachineReading good = press.next(later, "total", "1010", "bad", "0").in("IDLE");
        press.read(MachineReading.of("plc-1", 2, later, MachineScenario.values("x", "1")));
        assertThat(press.refusal()).isEqualTo(MachineRefusal.UNKNOWN_REGISTER);
        press.read(reading(later, "total", "900", "bad", "0").in("EXECUTE"));
        assertThat(press.refusal()).isEqualTo(MachineRefusal.COUNTER_BACKWARDS);
        press.read(reading(later, "total", "1500", "bad", "0").in("EXECUTE"));
        assertThat(press.refusal()).isEqualTo(MachineRefusal.COUNTER_JUMP);
        press.read(reading(later, "total", "1010").in("EXECUTE"));
        assertThat(press.refusal()).isEqualTo(MachineRefusal.QUALITY_UNKNOWN);
        press.read(reading(later, "total", "1010", "bad", "0").in("DANCING"));
        assertThat(press.refusal()).isEqualTo(MachineRefusal.STATE_UNKNOWN);
        press.read(reading(later, "total", "1010", "bad", "0"));
        assertThat(press.refusal()).isEqualTo(MachineRefusal.STATE_UNKNOWN);
        press.read(reading(later, "total", "1010.5", "bad", "0").in("IDLE"));
        assertThat(press.refusal()).isEqualTo(MachineRefusal.OUT_OF_RANGE);
        press.read(reading(later, "total", "2147483648", "bad", "0").in("IDLE"));
        assertThat(press.refusal()).isEqualTo(MachineRefusal.OUT_OF_RANGE);
        press.read(
                MachineReading.of("plc-9", 2, later, MachineScenario.values("total", "1"))
                        .in("IDLE"));
        assertThat(press.refusal()).isEqualTo(MachineRefusal.UNKNOWN_DEVICE);
        press.read(good);
        assertThat(press.last.recorded()).isEqualTo(1);
        press.read(good);
        assertThat(press.last.duplicates()).isEqualTo(1);
        assertThat(press.last.events()).isEmpty();
    }

    private static MachineReading reading(Instant at, String... values) {
        return MachineReading.of("plc-1", 2, at, MachineScenario.values(values));
    }

    @Test
    void aDayInOctoberHas25HoursAndNot26() {
        MachineSpec spec =
                machine(List.of(hourCounter(0)), 900, OutputSpec.register("hours", "hourCounter"));
        Instant sunday = Instant.parse("2026-10-24T22:00:00Z");
        Instant monday = Instant.parse("2026-10-25T23:00:00Z");
        MachineScenario press =
                new MachineScenario(spec, MachineScenario.calendar(Cycle.DAY), sunday);
        press.read(sunday, "hourCounter", "100");
        press.read(reading(monday, "hourCounter", "126"));
        assertThat(press.refusal()).isEqualTo(MachineRefusal.HOURS_BEYOND_INTERVAL);
        press.read(monday, "hourCounter", "125");
        assertThat(press.metered("2026-10-25/2026-10-26", "hours")).isEqualTo(25 * 3_600_000L);
    }

    @Test
    void daysOfARunningMachineAreAsLongAsTheyAre() {
        MachineSpec spec = machine(List.of(), 3_600, OutputSpec.running("hours", "EXECUTE"));
        for (String[] day :
                new String[][] {
                    {"2026-03-28T23:00:00Z", "2026-03-29/2026-03-30", "23"},
                    {"2026-10-24T22:00:00Z", "2026-10-25/2026-10-26", "25"}
                }) {
            Instant start = Instant.parse(day[0]);
            MachineScenario press =
                    new MachineScenario(spec, MachineScenario.calendar(Cycle.DAY), start);
            for (int hour = 0; hour <= 26; hour++) {
                press.read(press.next(start.plus(Duration.ofHours(hour))).in("EXECUTE"));
            }
            assertThat(press.metered(day[1], "hours"))
                    .isEqualTo(Long.parseLong(day[2]) * 3_600_000);
        }
    }

    @Test
    void silenceOfARunSignalIsNotCountedAndSaid() {
        MachineScenario press =
                month(machine(List.of(), 900, OutputSpec.running("hours", "EXECUTE")));
        press.read(press.next(FROM).in("EXECUTE"));
        press.read(press.next(FROM.plusSeconds(7_200)).in("IDLE"));
        press.read(press.next(APRIL).in("IDLE"));
        assertThat(press.metered(MARCH, "hours")).isEqualTo(900_000);
        assertThat(press.all(MachineDoubtNoted.class))
                .extracting(MachineDoubtNoted::doubt)
                .containsOnly(Doubt.RUN_TIME_UNKNOWN);
        assertThat(press.all(MachineDoubtNoted.class).getFirst().from())
                .isEqualTo(FROM.plusSeconds(900));
    }

    @Test
    void aQuarterWithAGapHasNoPower() {
        MachineScenario press =
                month(
                        machine(
                                List.of(energy()),
                                900,
                                OutputSpec.register("energy", "energy").byQuarters(),
                                OutputSpec.power("power", "energy")));
        press.read(FROM, "energy", "0.00")
                .read(FROM.plusSeconds(900), "energy", "25.00")
                .read(FROM.plusSeconds(1_800), "energy", "55.50")
                .read(FROM.plusSeconds(3_600), "energy", "95.50")
                .read(FROM.plusSeconds(4_500), "energy", "105.50");
        List<MachineMetered> facts = press.all(MachineMetered.class);
        assertThat(facts)
                .filteredOn(f -> f.quantityName().equals("power"))
                .extracting(f -> f.quantity().milli())
                .containsExactly(100_000_000L, 122_000_000L, 40_000_000L);
        assertThat(facts)
                .filteredOn(f -> f.quantityName().equals("energy"))
                .extracting(f -> f.quantity().milli())
                .containsExactly(25_000_000L, 30_500_000L, 20_000_000L, 20_000_000L, 10_000_000L);
        assertThat(facts.getFirst().from()).isEqualTo(FROM);
        assertThat(facts.getFirst().until()).isEqualTo(FROM.plusSeconds(900));
        assertThat(facts).extracting(MachineMetered::meteredNo).doesNotHaveDuplicates();
        assertThat(press.all(MachineDoubtNoted.class))
                .extracting(MachineDoubtNoted::doubt)
                .containsExactly(Doubt.QUARTERS_ESTIMATED);
    }

    @Test
    void acrossABoundaryItIsSharedByTime() {
        MachineScenario press =
                month(machine(List.of(parts("n")), 900, OutputSpec.register("parts", "n")));
        press.read(FROM, "n", "0")
                .read(APRIL.minusSeconds(100), "n", "1000")
                .read(APRIL.plusSeconds(200), "n", "1010");
        assertThat(press.metered(MARCH, "parts")).isEqualTo(1_003_000);
        RegisterBalance balance = press.balance(MARCH, "parts");
        assertThat(milli(balance.closing())).isEqualTo(1_003_000);
        assertThat(balance.measured()).isEqualTo(balance.closing());
    }

    @Test
    void anExchangeIsAnnouncedBeforeASmallerValueIsTaken() {
        MachineScenario press =
                month(machine(List.of(parts("n")), 900, OutputSpec.register("parts", "n")));
        press.read(FROM, "n", "5000");
        MachineReading after = press.next(FROM.plusSeconds(7_200), "n", "40");
        press.read(after);
        assertThat(press.refusal()).isEqualTo(MachineRefusal.COUNTER_BACKWARDS);
        ExchangeCounter exchange =
                new ExchangeCounter(
                        "press-1",
                        "n",
                        FROM.plusSeconds(3_600),
                        dec("5100"),
                        dec("0"),
                        "new PLC",
                        FROM.plusSeconds(7_300));
        press.send(exchange).read(after).send(exchange).read(APRIL, "n", "40");
        RegisterBalance balance = press.balance(MARCH, "parts");
        assertThat(balance.consumed().milli()).isEqualTo(140_000);
        assertThat(balance.adjusted().milli()).isEqualTo(-5_100_000);
        assertThat(balance.closing()).isEqualTo(balance.measured());
        assertThat(milli(balance.closing())).isEqualTo(40_000);
    }

    /** Whether the first reading comes after the exchange or before it. */
    @ParameterizedTest
    @CsvSource({"-3600, 140000, -5100000, 40000", "3600, 20000, 0, 40000"})
    void anExchangeMayBeAnnouncedBeforeTheFirstReading(
            long firstReadingS, long consumed, long adjusted, long closing) {
        MachineScenario press =
                month(machine(List.of(parts("n")), 900, OutputSpec.register("parts", "n")));
        Instant at = FROM.plusSeconds(7_200);
        press.send(new ExchangeCounter("press-1", "n", at, dec("5100"), dec("0"), "new PLC", FROM));
        assertThat(press.last.refusals()).isEmpty();
        press.read(at.plusSeconds(firstReadingS), "n", firstReadingS < 0 ? "5000" : "20")
                .read(at.plusSeconds(7_200), "n", "40")
                .read(APRIL, "n", "40");
        RegisterBalance balance = press.balance(MARCH, "parts");
        assertThat(balance.consumed().milli()).isEqualTo(consumed);
        assertThat(balance.adjusted().milli()).isEqualTo(adjusted);
        assertThat(milli(balance.closing())).isEqualTo(closing);
        assertReplayed(press);
    }

    @Test
    void anExchangeThatNoReadingHasReachedIsCorrected() {
        MachineScenario press =
                month(machine(List.of(parts("n")), 900, OutputSpec.register("parts", "n")));
        Instant at = FROM.plusSeconds(3_600);
        press.read(FROM, "n", "5000")
                .send(new ExchangeCounter("press-1", "n", at, dec("5090"), dec("30"), "", at))
                .send(new ExchangeCounter("press-1", "n", at, dec("5100"), dec("0"), "", at));
        assertThat(press.last.events()).hasSize(1);
        press.read(FROM.plusSeconds(7_200), "n", "40").read(APRIL, "n", "40");
        assertThat(press.balance(MARCH, "parts").consumed().milli()).isEqualTo(140_000);
        press.send(new ExchangeCounter("press-1", "n", at, dec("5090"), dec("30"), "", at));
        assertThat(press.refusal()).isEqualTo(MachineRefusal.EXCHANGE_REFUSED);
        assertReplayed(press);
    }

    /** Else one wrong letter would keep the machine silent for ever. */
    @Test
    void aDeviceThatHasNotSentIsCorrectedOrWithdrawn() {
        MachineScenario press =
                month(machine(List.of(parts("n")), 900, OutputSpec.register("parts", "n")));
        Instant at = FROM.plusSeconds(3_600);
        press.read(FROM, "n", "0").send(new ExchangeDevice("press-1", "plc-3", at, "typo", at));
        MachineReading present = press.next(at, "n", "10");
        press.read(present);
        assertThat(press.refusal()).isEqualTo(MachineRefusal.UNKNOWN_DEVICE);
        press.send(new ExchangeDevice("press-1", "plc-1", at, "not exchanged", at)).read(present);
        assertThat(press.last.recorded()).isEqualTo(1);
        press.send(new ExchangeDevice("press-1", "plc-1", at, "not exchanged", at));
        assertThat(press.refusal()).isEqualTo(MachineRefusal.EXCHANGE_REFUSED);
        Instant later = at.plusSeconds(3_600);
        press.send(new ExchangeDevice("press-1", "plc-3", later, "typo", later))
                .send(new ExchangeDevice("press-1", "plc-2", later, "new PLC", later));
        press.read(MachineReading.of("plc-2", 1, later, MachineScenario.values("n", "25")));
        assertThat(press.last.recorded()).isEqualTo(1);
        assertReplayed(press);
    }

    /** What waits behind a gap is known: it is billed before the contract's last period closes. */
    @Test
    void readingsThatWaitCountBeforeASilentMachinesPeriodIsClosed() {
        MachineScenario press =
                month(machine(List.of(parts("n")), 900, OutputSpec.register("parts", "n")));
        press.read(FROM, "n", "0").read(APRIL.minusSeconds(4_000), "n", "1000");
        press.next(APRIL.minusSeconds(3_000), "n", "1100"); // Never comes.
        press.read(APRIL.minusSeconds(2_000), "n", "1200");
        press.next(APRIL.minusSeconds(1_500), "n", "1250"); // Nor does this.
        press.read(APRIL.minusSeconds(1_000), "n", "1300")
                .send(new EndMachineContract("press-1", "c-1", APRIL, APRIL));
        assertThat(press.metered(MARCH, "parts")).isEqualTo(1_000_000);
        press.send(new CloseMachinePeriod("press-1", MARCH, APRIL.plus(Duration.ofDays(4))));
        assertThat(press.metered(MARCH, "parts")).isEqualTo(1_300_000);
        assertThat(milli(press.balance(MARCH, "parts").closing())).isEqualTo(1_300_000);
        assertThat(press.all(MachineGapNoted.class)).hasSize(2);
        assertReplayed(press);
    }

    /** Such a reading may be of the next period already, and so close this one. */
    @Test
    void aReadingThatWaitsMayCloseThePeriod() {
        MachineScenario press =
                month(machine(List.of(parts("n")), 900, OutputSpec.register("parts", "n")));
        press.read(FROM, "n", "0").read(APRIL.minusSeconds(100), "n", "1000");
        press.next(APRIL, "n", "1010"); // Never comes.
        press.read(APRIL.plusSeconds(100), "n", "1020");
        press.send(new CloseMachinePeriod("press-1", MARCH, APRIL.plus(Duration.ofDays(4))));
        assertThat(press.closed(MARCH).complete()).isTrue();
        assertThat(press.closed(MARCH).at()).isEqualTo(APRIL);
        assertThat(press.metered(MARCH, "parts")).isEqualTo(1_010_000);
        assertReplayed(press);
    }

    /** The events alone lead to the same state, and an audit finds that each follows. */
    private static void assertReplayed(MachineScenario press) {
        MachineState replayed = press.kind.initial();
        for (MachineEvent event : press.events) {
            replayed = press.kind.evolve(replayed, event);
        }
        assertThat(replayed.snapshot()).isEqualTo(press.state.snapshot());
        assertThat(press.kind.audit(null).check(press.events)).isEmpty();
    }

    @Test
    void whatComesAfterAPeriodWasClosedIsMeteredInTheOpenOne() {
        MachineScenario press =
                month(machine(List.of(parts("n")), 900, OutputSpec.register("parts", "n")));
        press.read(FROM, "n", "0").read(APRIL.minusSeconds(86_400), "n", "1000");
        Instant at = APRIL.plus(Duration.ofDays(4));
        press.send(new CloseMachinePeriod("press-1", MARCH, at));
        assertThat(press.closed(MARCH).complete()).isFalse();
        assertThat(press.metered(MARCH, "parts")).isEqualTo(1_000_000);
        press.read(APRIL.plusSeconds(86_400), "n", "1200");
        MachinePeriodCorrected late = press.all(MachinePeriodCorrected.class).getFirst();
        assertThat(late.closedPeriodId()).isEqualTo(MARCH);
        assertThat(late.quantity().milli()).isEqualTo(100_000);
        press.read(Instant.parse("2026-04-30T22:00:00Z"), "n", "1200");
        assertThat(press.metered("2026-04-01/2026-05-01", "parts")).isEqualTo(200_000);
        assertThat(milli(press.balance("2026-04-01/2026-05-01", "parts").opening()))
                .isEqualTo(1_000_000);
    }

    @Test
    void partsOfAQualityGoByWhatReadingsSay() {
        MachineScenario press =
                month(
                        machine(
                                List.of(parts("n")),
                                900,
                                OutputSpec.parts("goodParts", "n", PartQuality.GOOD),
                                OutputSpec.parts("badParts", "n", PartQuality.BAD)));
        press.read(press.next(FROM, "n", "0").of(PartQuality.GOOD));
        press.read(press.next(FROM.plusSeconds(900), "n", "100").of(PartQuality.GOOD));
        press.read(press.next(FROM.plusSeconds(1_800), "n", "107").of(PartQuality.BAD));
        press.read(press.next(APRIL, "n", "107").of(PartQuality.GOOD));
        assertThat(press.metered(MARCH, "goodParts")).isEqualTo(100_000);
        assertThat(press.metered(MARCH, "badParts")).isEqualTo(7_000);
        press.read(
                MachineReading.of(
                        "plc-1", 5, APRIL.plusSeconds(60), MachineScenario.values("n", "108")));
        assertThat(press.refusal()).isEqualTo(MachineRefusal.QUALITY_UNKNOWN);
    }
}
