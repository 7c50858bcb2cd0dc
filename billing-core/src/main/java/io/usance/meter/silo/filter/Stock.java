package io.usance.meter.silo.filter;

/**
 * A stock at an instant.
 *
 * @param milli thousandths of the silo's base unit
 * @param uncertainty bounds and noise at k = 2, added, same unit, not negative
 * @param shares what that is made of; of a stock that was not measured more is not known
 */
public record Stock(long milli, long uncertainty, Shares shares) {

    /**
     * As a median of {@code count} readings says.
     *
     * @param bound how far it may have moved since, or until then
     */
    static Stock of(long milli, Tolerances tolerances, int count, long bound) {
        return new Stock(
                milli, tolerances.plateau(count) + bound, Shares.of(tolerances, count, bound));
    }
}
