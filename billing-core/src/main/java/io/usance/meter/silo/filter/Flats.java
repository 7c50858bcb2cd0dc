package io.usance.meter.silo.filter;

/**
 * Where a noisy sensor has shown one value again and again: at its highest and at its lowest value
 * it does, for it shows no more and no less, and the level behind is anywhere beyond. A silo that
 * stands still, or a gateway that repeats itself, shows the same elsewhere as well, and then it
 * says nothing.
 *
 * <p>Immutable, so that silos without any share one.
 *
 * @param most the highest level that stood, of the upper fifth of the silo; the least long if none
 *     did
 * @param topRun readings in the longest run of just that value
 * @param least the lowest level of the lower fifth; the most long if there was none
 * @param bottomRun readings in the longest run of just that value
 * @param elsewhere readings in the longest run of any other value
 */
public record Flats(long most, int topRun, long least, int bottomRun, int elsewhere) {

    static final Flats NONE = new Flats(Long.MIN_VALUE, 0, Long.MAX_VALUE, 0, 0);

    /** So many equal readings in a row are no noise. */
    static final int RUN = 5;

    /** So many are none even where the noise is of one step only. */
    private static final int SURE_RUN = 8;

    /** A run at a limit is so many times as long as any other. */
    private static final int LONGER = 2;

    /**
     * Takes one more reading.
     *
     * @param median of the newest readings
     * @param run equal readings in a row that end with it, at least 1
     * @param used meanwhile so much is usually drawn that the level should have moved
     */
    Flats next(long level, long median, int run, boolean used, long capacity) {
        Flats seen = this;
        if (median > most && median >= capacity / 5 * 4) {
            seen = new Flats(median, 0, least, bottomRun, Math.max(elsewhere, topRun));
        } else if (median < least && median <= capacity / 5) {
            seen = new Flats(most, topRun, median, 0, Math.max(elsewhere, bottomRun));
        }
        return run < RUN ? seen : seen.flat(level, run, used);
    }

    private Flats flat(long level, int run, boolean used) {
        if (level == most) {
            return used && run > topRun ? new Flats(most, run, least, bottomRun, elsewhere) : this;
        }
        if (level == least) {
            return used && run > bottomRun ? new Flats(most, topRun, least, run, elsewhere) : this;
        }
        return run > elsewhere ? new Flats(most, topRun, least, bottomRun, run) : this;
    }

    /** The highest value that the sensor shows; the most long if it has not shown that it has. */
    long highest() {
        return isLimit(topRun) ? most : Long.MAX_VALUE;
    }

    /** The lowest value that the sensor shows; the least long if it has not shown that it has. */
    long lowest() {
        return isLimit(bottomRun) ? least : Long.MIN_VALUE;
    }

    private boolean isLimit(int run) {
        return run >= SURE_RUN && elsewhere < SURE_RUN;
    }

    /** It may be the sensor's highest value that it stood at, though it repeats others as well. */
    boolean mayBeHighest() {
        return topRun >= SURE_RUN && topRun > LONGER * elsewhere;
    }

    Flats revalued(Revaluation to) {
        return equals(NONE)
                ? this
                : new Flats(
                        most == NONE.most ? most : to.of(most),
                        topRun,
                        least == NONE.least ? least : to.of(least),
                        bottomRun,
                        elsewhere);
    }
}
