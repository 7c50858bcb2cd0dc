package io.usance.meter.silo.filter;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * By how much more, or less, the same content counts: {@code to / from}.
 *
 * @param to above 0
 * @param from above 0
 */
record Revaluation(BigDecimal to, BigDecimal from) {

    boolean isNone() {
        return to.compareTo(from) == 0;
    }

    /** Rounded half even. */
    long of(long milli) {
        return BigDecimal.valueOf(milli)
                .multiply(to)
                .divide(from, 0, RoundingMode.HALF_EVEN)
                .longValueExact();
    }

    Sample of(Sample sample) {
        return new Sample(sample.sequence(), sample.atMs(), of(sample.milli()), sample.shown());
    }

    Plateau of(Plateau plateau) {
        return new Plateau(of(plateau.milli()), plateau.atMs(), plateau.count());
    }
}
