package io.usance.meter.silo.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Captures that wait for readings or for the close of their period.
 *
 * @param all oldest first, at most {@link #CAPTURES_MAX}; unmodifiable
 */
record Captures(List<BoundaryCapture> all) {

    static final int CAPTURES_MAX = 16;

    static final Captures NONE = new Captures(List.of());

    static Captures of(List<BoundaryCapture> all) {
        return all.isEmpty() ? NONE : new Captures(List.copyOf(all));
    }

    /**
     * One more; the oldest gives way to it if there are too many.
     *
     * @param keepsOldest if so it stays and the next one gives way
     */
    Captures with(BoundaryCapture capture, boolean keepsOldest) {
        List<BoundaryCapture> more = new ArrayList<>(all);
        if (more.size() == CAPTURES_MAX) {
            more.remove(keepsOldest ? 1 : 0);
        }
        more.add(capture);
        return of(more);
    }

    Captures map(UnaryOperator<BoundaryCapture> change) {
        return all.isEmpty() ? this : of(all.stream().map(change).toList());
    }

    Captures keep(Predicate<BoundaryCapture> needed) {
        return all.isEmpty() ? this : of(all.stream().filter(needed).toList());
    }

    /** The capture around an instant; null if no reading has passed it. */
    @Nullable BoundaryCapture of(long instantMs) {
        for (BoundaryCapture capture : all) {
            if (capture.covers(instantMs)) {
                return capture;
            }
        }
        return null;
    }
}
