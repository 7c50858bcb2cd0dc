package io.usance.meter.silo.filter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The readings around one or several instants at which the stock must be known, the start of
 * metering or ends of periods. Several share a capture if no reading lies between them.
 *
 * @param fromMs the first of these instants, inclusive
 * @param toMs the last of these instants, inclusive
 * @param refillNo number of the newest refill that the stock at these instants contains
 * @param before plateau before them; null if no reading is
 * @param after the readings after them, up to {@link PlateauWindow#GROUP}; unmodifiable
 * @param restarts how often a reading was no use as one of {@code after}, and restarted it: sampled
 *     before {@code toMs} though behind one after it, or one of a doubtful run
 * @param filling set if a refill or a change of the sensor was in progress around the instants:
 *     they are on its near side
 * @param standing {@code before} with the draw since, should the level turn out to rise behind it;
 *     null if no reading is before, or of a capture stored without
 * @param witness what the level had done until then; null of a capture stored without
 */
public record BoundaryCapture(
        long fromMs,
        long toMs,
        int refillNo,
        @Nullable Plateau before,
        List<Sample> after,
        int restarts,
        @Nullable Filling filling,
        @Nullable Filling standing,
        Course.@Nullable Witness witness) {

    /**
     * @param low plateau before the refill or the change
     * @param perHour draw since then, on average
     * @param drop what a single batch can take
     */
    public record Filling(Plateau low, long perHour, long drop) {

        static Filling of(RefillMachine machine, long perHour, long batch) {
            return new Filling(machine.current().before(), perHour, batch);
        }
    }

    /** How often disordered times or a value that does not move may restart the group after. */
    static final int RESTARTS_MAX = 64;

    boolean covers(long instantMs) {
        return fromMs <= instantMs && instantMs <= toMs;
    }

    public boolean ready() {
        return filling != null || after.size() >= PlateauWindow.GROUP;
    }

    /** Says something at least: enough for a forced close. */
    boolean usable() {
        return filling != null || !after.isEmpty();
    }

    /** The segment ends here: without a group after, the last plateau before has to do. */
    BoundaryCapture endSegment(Filling last) {
        return ready()
                ? this
                : new BoundaryCapture(
                        fromMs, toMs, refillNo, before, after, restarts, last, standing, witness);
    }

    /** Takes the next reading in the device's order and the machine's state after it. */
    BoundaryCapture next(
            Sample sample, boolean doubtful, RefillMachine machine, @Nullable Filling hidden) {
        if (ready()) {
            return this;
        }
        if (machine.isFilling() && hidden != null) {
            return new BoundaryCapture(
                    fromMs,
                    toMs,
                    machine.completed(),
                    before,
                    after,
                    restarts,
                    hidden,
                    standing,
                    witness);
        }
        boolean useless = sample.atMs() < toMs || doubtful;
        if (useless && restarts < RESTARTS_MAX) {
            return new BoundaryCapture(
                    fromMs,
                    toMs,
                    refillNo,
                    before,
                    List.of(),
                    restarts + 1,
                    filling,
                    standing,
                    witness);
        }
        List<Sample> more = new ArrayList<>(after);
        more.add(sample);
        return new BoundaryCapture(
                fromMs,
                toMs,
                refillNo,
                before,
                List.copyOf(more),
                restarts,
                filling,
                standing,
                witness);
    }

    /**
     * The stock at an instant this covers.
     *
     * <p>Between two plateaus the stock only falls, so it lies between their medians; the linear
     * interpolation is off by at most the farther of the two, which is added to their noise. For
     * that the plateau after must not be a stuck sensor's: it waits until the value moves.
     */
    public Stock at(long instantMs, Tolerances tolerances) {
        if (filling != null) {
            return beforeRefill(filling, instantMs, tolerances);
        }
        Plateau later = Plateau.of(after);
        if (before == null) {
            return Stock.of(later.milli(), tolerances, later.count(), 0);
        }
        if (standing != null && later.milli() > before.milli() + tolerances.rise()) {
            // A refill between the two, on either side of the instant: the stock is that before it.
            return beforeRefill(standing, instantMs, tolerances);
        }
        long stock = interpolate(before, later, instantMs);
        long linear = Math.max(Math.abs(before.milli() - stock), Math.abs(stock - later.milli()));
        int count = Math.min(before.count(), later.count());
        return Stock.of(stock, tolerances, count, linear);
    }

    /** The plateau before the refill, carried to the instant by the average draw. */
    static Stock beforeRefill(Filling filling, long instantMs, Tolerances tolerances) {
        long ms = Math.abs(instantMs - filling.low().atMs());
        long drawn = Milli.amount(filling.perHour(), ms);
        long direction = instantMs > filling.low().atMs() ? drawn : -drawn;
        return Stock.of(
                filling.low().milli() - direction,
                tolerances,
                filling.low().count(),
                drawn + filling.drop());
    }

    private static long interpolate(Plateau earlier, Plateau later, long instantMs) {
        long span = later.atMs() - earlier.atMs();
        if (span <= 0) {
            return Math.floorDiv(earlier.milli() + later.milli(), 2);
        }
        long part = Math.clamp(instantMs - earlier.atMs(), 0, span);
        return earlier.milli() - Milli.mulDiv(earlier.milli() - later.milli(), part, span);
    }
}
