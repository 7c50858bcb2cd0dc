package io.usance.meter.silo.state;

import io.usance.meter.silo.SiloEvent.AdjustmentSource;
import io.usance.meter.silo.SiloEvent.StockAdjusted;
import io.usance.meter.silo.filter.Sample;
import org.jspecify.annotations.Nullable;

/** Holds stock-takes against what is known of the level's scale at their time. */
final class StockTakes {

    private StockTakes() {}

    /** What was booked of the scale is known from its time on. */
    static void adjusted(SiloState state, StockAdjusted event) {
        if (isOfTheScale(state, event.source())) {
            long sinceMs = scaleSinceMs(state, Sample.ms(event.from()), Sample.ms(event.to()));
            state.entries(
                    state.entries()
                            .biasedBy(new ScaleBias.Step(sinceMs, event.quantity().milli())));
        }
    }

    /**
     * Each stock-take says by how much the level shows too much, whatever else is known: what
     * becomes known of the time before it later is taken out of what it has booked.
     *
     * @param newest its uncertainty is not booked yet; null if that of all is
     */
    static void compare(SiloState state, @Nullable String newest) {
        for (ScaleBias.Take take : state.entries().takes()) {
            long known = state.entries().biasAt(take.atMs()) + waitingBias(state, take.atMs());
            long difference = take.bias() - known;
            if (Math.abs(difference) > take.uncertainty()) {
                long uncertainty = take.enteredId().equals(newest) ? take.uncertainty() : 0;
                state.unbooked(
                        state.unbooked()
                                .with(
                                        Adjustment.entered(
                                                take.enteredId(),
                                                AdjustmentSource.STOCK_TAKE,
                                                difference,
                                                uncertainty,
                                                take.atMs())));
            }
        }
    }

    /** What is known and not booked of the scale as it was at an instant. */
    private static long waitingBias(SiloState state, long atMs) {
        long sum = 0;
        for (Adjustment one : state.unbooked().waiting()) {
            boolean then = scaleSinceMs(state, one.fromMs(), one.toMs()) <= atMs;
            sum += then && isOfTheScale(state, one.source()) ? one.milli() : 0;
        }
        return sum;
    }

    /** When the level began to show more: between the plateaus before and after the change. */
    private static long scaleSinceMs(SiloState state, long fromMs, long toMs) {
        long changedMs = state.segments().changedMs();
        return fromMs < changedMs && changedMs <= toMs ? changedMs : toMs;
    }

    /** It says by how much the level shows too much, or shows more than before. */
    private static boolean isOfTheScale(SiloState state, AdjustmentSource source) {
        return switch (source) {
            case MEASURED, STATED, DELIVERY_WITHIN -> !state.filter().isByFirstRules();
            case STOCK_TAKE -> true;
            case REVALUED, SPILLED, SAMPLED, WRITTEN_OFF, FOUND, TRANSFERRED -> false;
        };
    }
}
