package io.usance.meter.silo.filter;

/**
 * The silo's books, as its filter sees them: they say when the stock must be known, and are told
 * what the readings show, in the device's order, which is not the order of arrival.
 */
public interface Books {

    /** The first instant after another at which the stock must be known; the most long if none. */
    long boundaryAfter(long clockMs);

    /** The last such instant at or before another; asked only if there is one. */
    long boundaryUntil(long clockMs);

    /** False until the opening stock is measured. */
    boolean openingKnown();

    /** What left the silo in an interval, by what people entered, and was not drawn. */
    long left(long fromMs, long toMs);

    /** A rise of the level has ended. */
    void risen(Refill refill);

    /** The level of another sensor or calibration was compared with the one before. */
    void shifted(LevelShift shift);

    /** A density or moisture came into force for all that stands in the silo. */
    void revalued(LevelShift shift);

    /**
     * A reading was metered.
     *
     * @param doubtful it proves nothing, the sensor may be stuck
     */
    void passed(Sample sample, boolean doubtful);
}
