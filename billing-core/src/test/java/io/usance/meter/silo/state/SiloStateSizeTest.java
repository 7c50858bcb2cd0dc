package io.usance.meter.silo.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.Entered;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloCommand.AdjustStock;
import io.usance.meter.silo.SiloCommand.AssignContract;
import io.usance.meter.silo.SiloCommand.RecordDelivery;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.StockChange;
import io.usance.meter.silo.spec.Interned;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a silo that is drawn from costs in memory, in bytes of live objects. */
@Tag("slow")
class SiloStateSizeTest {

    private static final int SILOS = 20_000;
    private static final int READINGS = 25;

    /** Each silo with a sensor and a contract of its own. */
    private static final long BYTES_MAX = 1_536;

    /** No fewer than {@link Interned} has slots; their hashes are themselves. */
    private static final int COMMON_MAX = 8_192;

    /** Of what few silos have. */
    private static final long PART_BYTES_MAX = 768;

    private static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");
    private static final Instant LATER = FROM.plusSeconds(60L * READINGS + 60);

    @Test
    void aLiveSiloIsSmall() {
        assertThat(bytesPerSilo("live", SiloStateSizeTest::silo)).isLessThan(BYTES_MAX);
    }

    @Test
    void aSiloThatWasRestoredIsNoLarger() {
        assertThat(bytesPerSilo("restored", no -> SiloState.restore(silo(no).snapshot())))
                .isLessThan(BYTES_MAX);
    }

    /** What most silos have none of, one of each. */
    @Test
    void whatFewSilosHaveIsSmallToo() {
        long alone = bytesPerSilo("live", SiloStateSizeTest::silo);
        Map<String, UnaryOperator<SiloState>> parts =
                Map.of(
                        "a fall that waits",
                        state -> more(state, reading(state, 5_000)),
                        "a delivery note",
                        SiloStateSizeTest::noted,
                        "an entry of a spill",
                        state -> entered(state, StockChange.SPILL),
                        "an entry of a stock-take",
                        SiloStateSizeTest::taken);
        parts.forEach((name, part) -> {
            long bytes = bytesPerSilo(name, no -> part.apply(silo(no))) - alone;
            System.out.println(name + ": " + bytes + " bytes more");
            assertThat(bytes).as(name).isBetween(1L, PART_BYTES_MAX);
        });
    }

    /**
     * As the objects on the heap after a collection say. How much of the heap is used says another
     * thing: the parallel collector leaves dead objects where moving the live ones behind them does
     * not pay, so that it depends on what was on the heap before.
     */
    private static long bytesPerSilo(String what, IntFunction<SiloState> made) {
        // The first time makes what is made once: classes, caches, buffers.
        measured(made);
        Map<String, Long> parts = measured(made);
        long bytes = parts.values().stream().mapToLong(Long::longValue).sum();
        System.out.println("bytes per silo, " + what + ": " + bytes + " " + parts);
        return bytes;
    }

    /** By class, in bytes of a silo. */
    private static Map<String, Long> measured(IntFunction<SiloState> made) {
        SiloState[] silos = new SiloState[SILOS];
        Map<String, Long> before = classes();
        for (int i = 0; i < SILOS; i++) {
            silos[i] = made.apply(i);
        }
        Map<String, Long> parts = new TreeMap<>();
        classes()
                .forEach((name, bytes) -> {
                    long more = (bytes - before.getOrDefault(name, 0L) + SILOS / 2) / SILOS;
                    if (more > 0) {
                        parts.put(name.substring(name.lastIndexOf('.') + 1), more);
                    }
                });
        for (SiloState silo : silos) {
            assertThat(silo.ledger().openingKnown()).isTrue();
            assertThat(silo.snapshot().window().samples()).hasSize(10);
        }
        return parts;
    }

    /**
     * Bytes of live objects by class. The table of common values is full of other ones, so that
     * none which an earlier test left there is freed meanwhile.
     */
    private static Map<String, Long> classes() {
        for (int i = 0; i < COMMON_MAX; i++) {
            assertThat(Interned.value(Integer.valueOf(i))).isEqualTo(i);
        }
        Map<String, Long> bytes = new TreeMap<>();
        histogram()
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(row -> row.length >= 4 && row[0].endsWith(":"))
                .forEach(row -> bytes.merge(row[3], Long.parseLong(row[2]), Long::sum));
        assertThat(bytes).as("histogram of the heap").isNotEmpty();
        return bytes;
    }

    private static String histogram() {
        try {
            return (String)
                    ManagementFactory.getPlatformMBeanServer()
                            .invoke(
                                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                    "gcClassHistogram",
                                    new Object[] {null},
                                    new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException("no histogram of the heap", e);
        }
    }

    private static SiloState noted(SiloState state) {
        String id = "N-" + state.siloId();
        return more(
                state,
                new RecordDelivery(state.siloId(), new DeliveryNote(id, LATER, kg(1_000)), LATER));
    }

    private static SiloState entered(SiloState state, StockChange change) {
        Entered by = new Entered("E-" + state.siloId(), text("Ann"), text("spilled"), LATER);
        return more(
                state,
                new AdjustStock(
                        state.siloId(),
                        change,
                        change == StockChange.STOCK_TAKE ? kg(50_000) : kg(500),
                        null,
                        null,
                        LATER,
                        by));
    }

    private static SiloState taken(SiloState state) {
        return entered(state, StockChange.STOCK_TAKE);
    }

    private static SiloState more(SiloState state, SiloCommand command) {
        send(state, command);
        return state;
    }

    private static RecordReadings reading(SiloState state, long kilograms) {
        Reading reading =
                new Reading(
                        state.spec().sensor().sensorId(),
                        READINGS + 1,
                        null,
                        LATER,
                        ReadingKind.MASS,
                        BigDecimal.valueOf(kilograms),
                        UnitOfMeasure.KILOGRAM);
        return new RecordReadings(state.siloId(), List.of(reading), LATER);
    }

    /** Nothing in it is the same object as in another, as when it comes out of a log. */
    private static SiloState silo(int no) {
        String id = "silo-" + (100_000 + no);
        SensorSpec sensor = new SensorSpec("sensor-" + (100_000 + no), kg(20), kg(1), 24);
        SiloSpec spec =
                new SiloSpec(id, text("PVC granulate"), kg(60_000), null, sensor, kg(1_000));
        SiloState state = SiloState.initial();
        send(state, new RegisterSilo(spec, FROM));
        BillingCalendar calendar = new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH);
        Instant from = Instant.ofEpochMilli(FROM.toEpochMilli());
        String contractId = "contract-" + (100_000 + no);
        send(state, new AssignContract(id, contractId, calendar, from, FROM));
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < READINGS; i++) {
            readings.add(
                    new Reading(
                            text(sensor.sensorId()),
                            i + 1,
                            null,
                            FROM.plusSeconds(60L * (i + 1)),
                            ReadingKind.MASS,
                            new BigDecimal(55_000 - 10 * i + (31 * no + 7_919 * i) % 25),
                            UnitOfMeasure.KILOGRAM));
        }
        send(state, new RecordReadings(id, readings, FROM.plusSeconds(60L * READINGS)));
        return state;
    }

    private static void send(SiloState state, SiloCommand command) {
        Metering.decide(state, command).events().forEach(event -> Metering.evolve(state, event));
    }

    private static String text(String text) {
        return new String(text.toCharArray());
    }

    private static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }
}
