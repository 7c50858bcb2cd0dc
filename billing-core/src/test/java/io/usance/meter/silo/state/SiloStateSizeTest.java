package io.usance.meter.silo.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloCommand.AssignContract;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
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
import java.util.function.UnaryOperator;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a silo that is drawn from costs in memory, as the whole heap grows by it. */
@Tag("slow")
class SiloStateSizeTest {

    private static final int SILOS = 20_000;
    private static final int READINGS = 25;

    /** Each silo with a sensor and a contract of its own. */
    private static final long BYTES_MAX = 1_536;

    /** No fewer than {@link Interned} has slots; their hashes are themselves. */
    private static final int COMMON_MAX = 8_192;

    private static final int COLLECTIONS = 4;
    private static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");

    @Test
    void aLiveSiloIsSmall() {
        assertThat(bytesPerSilo(UnaryOperator.identity())).isLessThan(BYTES_MAX);
    }

    @Test
    void aSiloThatWasRestoredIsNoLarger() {
        assertThat(bytesPerSilo(state -> SiloState.restore(state.snapshot())))
                .isLessThan(BYTES_MAX);
    }

    private static long bytesPerSilo(UnaryOperator<SiloState> last) {
        // The first time fills what is made once: classes, compiled code, thread-local buffers.
        measured(last);
        return measured(last);
    }

    private static long measured(UnaryOperator<SiloState> last) {
        SiloState[] silos = new SiloState[SILOS];
        Map<String, Long> classesBefore = classes();
        long before = usedBytes();
        for (int i = 0; i < SILOS; i++) {
            silos[i] = last.apply(silo(READINGS + i));
        }
        long bytes = (usedBytes() - before) / SILOS;
        System.out.println("bytes per silo: " + bytes);
        print(classesBefore, classes());
        for (SiloState silo : silos) {
            assertThat(silo.ledger().openingKnown()).isTrue();
            assertThat(silo.snapshot().window().samples()).hasSize(10);
        }
        return bytes;
    }

    /** What each class takes of a silo, and the packages' sums. */
    private static void print(Map<String, Long> before, Map<String, Long> after) {
        TreeMap<String, Long> packages = new TreeMap<>();
        after.forEach((name, bytes) -> {
            long more = (bytes - before.getOrDefault(name, 0L)) / SILOS;
            if (more > 0) {
                System.out.println("  " + more + " " + name);
                int end = name.lastIndexOf('.');
                packages.merge(end < 0 ? name : name.substring(0, end), more, Long::sum);
            }
        });
        System.out.println("  by package: " + packages);
    }

    /** Bytes on the heap by class. */
    private static Map<String, Long> classes() {
        try {
            String text =
                    (String)
                            ManagementFactory.getPlatformMBeanServer()
                                    .invoke(
                                            new ObjectName(
                                                    "com.sun.management:type=DiagnosticCommand"),
                                            "gcClassHistogram",
                                            new Object[] {null},
                                            new String[] {String[].class.getName()});
            Map<String, Long> bytes = new TreeMap<>();
            text.lines()
                    .map(line -> line.strip().split("\\s+"))
                    .filter(row -> row.length >= 4 && row[0].endsWith(":"))
                    .forEach(row -> bytes.merge(row[3], Long.parseLong(row[2]), Long::sum));
            return bytes;
        } catch (JMException e) {
            throw new IllegalStateException("no histogram of the heap", e);
        }
    }

    /**
     * Without what the process keeps once: the table of common values is full of other ones. Else
     * those that the silos displace there, which earlier tests have left, would count as freed.
     */
    private static long usedBytes() {
        for (int i = 0; i < COMMON_MAX; i++) {
            assertThat(Interned.value(Integer.valueOf(i))).isEqualTo(i);
        }
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            least =
                    Math.min(
                            least,
                            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
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
