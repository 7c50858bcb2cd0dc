package io.usance.meter.silo.state;

import static io.usance.meter.silo.state.SiloScenario.SILO;
import static io.usance.meter.silo.state.SiloScenario.kg;
import static io.usance.meter.silo.state.SiloScenario.march;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.Entered;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloCommand.AdjustStock;
import io.usance.meter.silo.SiloCommand.CorrectDelivery;
import io.usance.meter.silo.SiloCommand.MoveStock;
import io.usance.meter.silo.SiloCommand.RecordDelivery;
import io.usance.meter.silo.SiloCommand.VoidDelivery;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.StockAdjusted;
import io.usance.meter.silo.StockChange;
import io.usance.quantity.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random lives of a silo in which notes are wrong at first, come late, are corrected twice or
 * declared void, and material is spilled and moved; entered in any order, before or after periods
 * are closed. The truth is a sum over what was put in and taken out, by day; it shares no code with
 * metering.
 */
class CorrectedLivesTest {
    private static final int DAYS = 6;
    private static final int LIVES = 40;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Something that really happened at an hour of the life. */
    private record Truth(int hour, long kilograms, boolean delivered) {}

    /** A command, and when it is sent. */
    private record Sent(Instant at, SiloCommand command) {}

    @ParameterizedTest(name = "seeds from {0}")
    @ValueSource(ints = {1, 1001, 2001})
    void whateverIsEnteredTheBalanceIsThatOfTheTruth(int first) {
        for (int seed = first; seed < first + LIVES; seed++) {
            new Life(seed).check();
        }
    }

    private static final class Life {
        private final int seed;
        private final Random random;
        private final List<Truth> truths = new ArrayList<>();
        private final List<Sent> sent = new ArrayList<>();
        private final SiloScenario silo = SiloScenario.started();

        /** The same life of a silo that is restored from its snapshot again and again. */
        private final SiloScenario restored = SiloScenario.started();

        private int ids;

        Life(int seed) {
            this.seed = seed;
            random = new Random(seed);
        }

        void check() {
            plan();
            live();
            String life = "seed " + seed;
            assertThat(restored.events).as(life + ": restored").isEqualTo(silo.events);
            // Deliveries count as weighed in the end, to the gram, whichever period has them.
            assertThat(sum(true)).as(life + ": deliveries").isEqualTo(kg(truth(true)));
            assertThat(sum(false)).as(life + ": adjustments").isEqualTo(kg(truth(false)));
            byDay(life);
            for (PeriodClosed closed : silo.all(PeriodClosed.class)) {
                assertThat(
                                closed.opening()
                                        .plus(closed.deliveries())
                                        .plus(closed.adjustments())
                                        .minus(closed.closing()))
                        .as(life)
                        .isEqualTo(closed.consumed());
            }
            assertThat(MeteringAudit.fromRegistration().check(List.copyOf(silo.events)))
                    .as(life)
                    .isEmpty();
            assertThat(SiloState.restore(silo.state.snapshot()).snapshot())
                    .as(life)
                    .isEqualTo(silo.state.snapshot());
        }

        /** What each day had, by the events that name it: as if all had been known in time. */
        private void byDay(String life) {
            TreeMap<String, Long> metered = new TreeMap<>();
            for (SiloEvent event : silo.events) {
                switch (event) {
                    case DeliveryCounted e ->
                            add(metered, e.closedPeriodId(), e.periodId(), e.quantity());
                    case StockAdjusted e ->
                            add(metered, e.closedPeriodId(), e.periodId(), e.quantity());
                    default -> {}
                }
            }
            TreeMap<String, Long> truth = new TreeMap<>();
            for (Truth each : truths) {
                Instant day = march(1 + each.hour() / 24, "00:00");
                String period =
                        day.toString().substring(0, 10)
                                + "/"
                                + day.plus(Duration.ofDays(1)).toString().substring(0, 10);
                truth.merge(period, 1_000 * each.kilograms(), Long::sum);
            }
            metered.values().removeIf(sum -> sum == 0);
            truth.values().removeIf(sum -> sum == 0);
            assertThat(metered).as(life + ": by day").isEqualTo(truth);
        }

        private static void add(
                TreeMap<String, Long> sums,
                @Nullable String closed,
                String open,
                Quantity quantity) {
            sums.merge(closed == null ? open : closed, quantity.milli(), Long::sum);
        }

        private Quantity sum(boolean delivered) {
            return silo.events.stream()
                    .map(event ->
                            event instanceof DeliveryCounted e && delivered
                                    ? e.quantity()
                                    : event instanceof StockAdjusted e && !delivered
                                            ? e.quantity()
                                            : kg(0))
                    .reduce(kg(0), Quantity::plus);
        }

        private long truth(boolean delivered) {
            return truths.stream()
                    .filter(each -> each.delivered() == delivered)
                    .mapToLong(Truth::kilograms)
                    .sum();
        }

        // ---- the plan ----

        /** At most one thing every twelve hours, at noon or midnight but not about them. */
        private void plan() {
            for (int slot = 0; slot < 2 * (DAYS - 1); slot++) {
                int hour = 12 * slot + 4 + random.nextInt(4);
                switch (random.nextInt(6)) {
                    case 0, 1, 2 -> delivery(hour);
                    case 3 -> left(hour);
                    case 4 -> camein(hour);
                    default -> {}
                }
            }
            sent.sort(Comparator.comparing(Sent::at));
        }

        private void delivery(int hour) {
            long right = 1_200 + 10L * random.nextInt(100);
            truths.add(new Truth(hour, right, true));
            Instant at = time(hour);
            String noteId = "N" + hour;
            boolean wrongTime = random.nextInt(4) == 0;
            boolean wrongQuantity = random.nextInt(3) > 0;
            long first = wrongQuantity ? 500 + random.nextInt(6_000) : right;
            Instant firstAt = wrongTime ? at.plus(Duration.ofHours(24 + 12L)) : at;
            Instant when = later(hour - 2, 30);
            send(
                    when,
                    new RecordDelivery(SILO, new DeliveryNote(noteId, firstAt, kg(first)), when));
            if (random.nextInt(5) == 0) {
                Instant void1 = after(when);
                send(void1, new VoidDelivery(SILO, noteId, by(void1)));
                noteId = "M" + hour;
                Instant again = later(hour, 40);
                send(
                        again,
                        new RecordDelivery(SILO, new DeliveryNote(noteId, at, kg(right)), again));
                return;
            }
            Instant corrected = when;
            if (wrongQuantity && random.nextBoolean()) {
                corrected = after(corrected);
                send(
                        corrected,
                        new CorrectDelivery(SILO, noteId, null, kg(right + 700), by(corrected)));
            }
            if (wrongTime || wrongQuantity) {
                corrected = after(corrected);
                CorrectDelivery last =
                        new CorrectDelivery(SILO, noteId, at, kg(right), by(corrected));
                send(corrected, last);
                send(after(corrected), last);
            }
        }

        private void left(int hour) {
            long kilograms = 300 + 10L * random.nextInt(60);
            truths.add(new Truth(hour, -kilograms, false));
            Instant when = later(hour, 50);
            send(
                    when,
                    random.nextBoolean()
                            ? new AdjustStock(
                                    SILO,
                                    StockChange.SPILL,
                                    kg(kilograms),
                                    null,
                                    null,
                                    time(hour),
                                    by(when))
                            : new MoveStock(
                                    SILO,
                                    StockChange.TRANSFER_OUT,
                                    "silo-2",
                                    kg(kilograms),
                                    null,
                                    time(hour),
                                    by(when)));
        }

        private void camein(int hour) {
            long kilograms = 1_200 + 10L * random.nextInt(100);
            truths.add(new Truth(hour, kilograms, false));
            Instant when = later(hour, 40);
            send(
                    when,
                    new MoveStock(
                            SILO,
                            StockChange.TRANSFER_IN,
                            "silo-2",
                            kg(kilograms),
                            null,
                            time(hour),
                            by(when)));
        }

        private void send(Instant at, SiloCommand command) {
            sent.add(new Sent(at, command));
        }

        private Entered by(Instant at) {
            return new Entered("E" + ++ids, "Ann", "seed " + seed, at);
        }

        private static Instant time(int hour) {
            return SiloScenario.FROM.plus(Duration.ofHours(hour));
        }

        private Instant later(int hour, int hoursMost) {
            return time(hour).plus(Duration.ofMinutes(30L + random.nextInt(60 * hoursMost)));
        }

        private Instant after(Instant at) {
            return at.plus(Duration.ofMinutes(1L + random.nextInt(60 * 20)));
        }

        // ---- the life ----

        private void restore() {
            try {
                String text = JSON.writeValueAsString(restored.state.snapshot());
                restored.state = SiloState.restore(JSON.readValue(text, SiloSnapshot.class));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a snapshot that cannot be stored", e);
            }
        }

        /** 10 kg an hour are drawn, from 6,000 kg; what happens shows at its hour. */
        private void live() {
            Instant end = march(DAYS + 4, "12:00");
            int next = 0;
            while (silo.now.isBefore(end)) {
                while (next < sent.size() && !sent.get(next).at().isAfter(silo.now)) {
                    Sent each = sent.get(next++);
                    restore();
                    restored.send(each.command());
                    restore();
                    assertThat(silo.send(each.command()).refusals())
                            .as("seed %d: %s", seed, each.command())
                            .isEmpty();
                }
                double hours = Duration.between(SiloScenario.FROM, silo.now).toMinutes() / 60.0;
                long level = 6_000 - Math.round(10 * hours);
                for (Truth each : truths) {
                    level += silo.now.isBefore(time(each.hour())) ? 0 : each.kilograms();
                }
                silo.level(level, 1);
                if (random.nextInt(8) == 0) {
                    restore();
                }
                restored.level(level, 1);
            }
            assertThat(next).isEqualTo(sent.size());
        }
    }
}
