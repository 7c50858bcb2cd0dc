package io.usance.simulation;

import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.List;

/**
 * What really happened in a simulated silo, to the gram: cumulative draw and delivery by the
 * minute, linear within a minute.
 */
public final class Truth {

    private final Instant start;
    private final Dimension dimension;
    private final long initialMilli;
    private final long[] drawnMilli;
    private final long[] deliveredMilli;
    private final List<TrueDelivery> deliveries;

    Truth(
            Instant start,
            Dimension dimension,
            long initialMilli,
            long[] drawn,
            long[] delivered,
            List<TrueDelivery> deliveries) {
        this.start = start;
        this.dimension = dimension;
        this.initialMilli = initialMilli;
        this.drawnMilli = drawn.clone();
        this.deliveredMilli = delivered.clone();
        this.deliveries = List.copyOf(deliveries);
    }

    /** Every truck that came, by time. */
    public List<TrueDelivery> deliveries() {
        return deliveries;
    }

    /** Drawn since the run began; the run's bounds apply outside it. */
    public Quantity drawnUntil(Instant at) {
        return new Quantity(cumulative(drawnMilli, at), dimension);
    }

    /** Drawn in {@code [from, to)}. */
    public Quantity drawnBetween(Instant from, Instant to) {
        return drawnUntil(to).minus(drawnUntil(from));
    }

    /** What is in the silo. */
    public Quantity stockAt(Instant at) {
        long milli = initialMilli + cumulative(deliveredMilli, at) - cumulative(drawnMilli, at);
        return new Quantity(milli, dimension);
    }

    private long cumulative(long[] byMinute, Instant at) {
        long ms = at.toEpochMilli() - start.toEpochMilli();
        long minute = Math.floorDiv(ms, SiloSimulator.MINUTE_MS);
        if (minute < 0) {
            return 0;
        }
        if (minute >= byMinute.length - 1) {
            return byMinute[byMinute.length - 1];
        }
        long before = byMinute[(int) minute];
        long within = Math.floorMod(ms, SiloSimulator.MINUTE_MS);
        return before + (byMinute[(int) minute + 1] - before) * within / SiloSimulator.MINUTE_MS;
    }
}
