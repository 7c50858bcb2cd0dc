package io.usance.chart;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A linear axis of a figure: where a value is drawn, and where its ticks are.
 *
 * @param from value at {@code fromPx}
 * @param to value at {@code toPx}
 */
record Scale(double from, double to, double fromPx, double toPx) {

    private static final int TIME_TICKS_MAX = 11;

    private static final List<Duration> TIME_STEPS =
            List.of(
                    Duration.ofMinutes(10),
                    Duration.ofHours(1),
                    Duration.ofHours(3),
                    Duration.ofHours(6),
                    Duration.ofHours(12),
                    Duration.ofDays(1),
                    Duration.ofDays(2),
                    Duration.ofDays(3),
                    Duration.ofDays(7),
                    Duration.ofDays(14),
                    Duration.ofDays(28),
                    Duration.ofDays(56));

    /**
     * A tick of an axis.
     *
     * @param px where
     */
    record Tick(double px, String label) {}

    static Scale ofTimes(Instant from, Instant to, double fromPx, double toPx) {
        return new Scale(from.toEpochMilli(), to.toEpochMilli(), fromPx, toPx);
    }

    double px(double value) {
        return fromPx + (value - from) / (to - from) * (toPx - fromPx);
    }

    double px(Instant at) {
        return px(at.toEpochMilli());
    }

    /** At whole multiples of a step that people count in, UTC. */
    List<Tick> timeTicks() {
        long stepMs = TIME_STEPS.getLast().toMillis();
        for (Duration step : TIME_STEPS) {
            if ((to - from) / step.toMillis() <= TIME_TICKS_MAX) {
                stepMs = step.toMillis();
                break;
            }
        }
        boolean whole = stepMs >= Duration.ofDays(1).toMillis();
        DateTimeFormatter format =
                DateTimeFormatter.ofPattern(whole ? "MMM d" : "MMM d HH:mm", Locale.ENGLISH)
                        .withZone(ZoneOffset.UTC);
        List<Tick> ticks = new ArrayList<>();
        for (long at = Math.ceilDiv((long) from, stepMs) * stepMs; at <= to; at += stepMs) {
            ticks.add(new Tick(px(at), format.format(Instant.ofEpochMilli(at))));
        }
        return ticks;
    }

    /**
     * At whole multiples of 1, 2 or 5 times a power of ten.
     *
     * @param spacesMax between two ticks next to each other
     */
    List<Tick> valueTicks(int spacesMax) {
        double step = niceStep((to - from) / spacesMax);
        int decimals = step >= 1 ? 0 : (int) Math.ceil(-Math.log10(step));
        List<Tick> ticks = new ArrayList<>();
        // Counted, not added up: a sum of steps misses zero by a little and is written "-0".
        long last = (long) Math.floor(to / step + 1e-6);
        for (long i = (long) Math.ceil(from / step); i <= last; i++) {
            double value = i * step;
            ticks.add(
                    new Tick(px(value), String.format(Locale.ROOT, "%,." + decimals + "f", value)));
        }
        return ticks;
    }

    private static double niceStep(double least) {
        double power = 1;
        while (power > least) {
            power /= 10;
        }
        while (power * 10 <= least) {
            power *= 10;
        }
        for (int factor : new int[] {1, 2, 5}) {
            if (power * factor >= least) {
                return power * factor;
            }
        }
        return power * 10;
    }
}
