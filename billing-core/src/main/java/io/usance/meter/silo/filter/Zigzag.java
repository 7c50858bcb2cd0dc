package io.usance.meter.silo.filter;

/**
 * A sum of decreases.
 *
 * @param turn highest level since the last rise, or lowest since the last fall; the least long
 *     before the first level
 * @param falling which of both
 * @param falls sum of decreases up to {@code turn}
 */
public record Zigzag(long turn, boolean falling, long falls) {

    static final Zigzag START = new Zigzag(Course.NONE, false, 0);

    Zigzag next(long level, long band) {
        if (turn == Course.NONE) {
            return new Zigzag(level, false, falls);
        }
        if (falling) {
            return level < turn
                    ? new Zigzag(level, true, falls + turn - level)
                    : level > turn + band ? new Zigzag(level, false, falls) : this;
        }
        if (level > turn) {
            return new Zigzag(level, false, falls);
        }
        return level < turn - band ? new Zigzag(level, true, falls + turn - level) : this;
    }

    Zigzag restarted() {
        return new Zigzag(Course.NONE, false, falls);
    }

    Zigzag revalued(Revaluation to) {
        return turn == Course.NONE ? this : new Zigzag(to.of(turn), falling, falls);
    }
}
