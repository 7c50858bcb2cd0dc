package io.usance.meter.silo.filter;

/**
 * What a rise of the level says was delivered: plateau after, less plateau before, and what was
 * drawn meanwhile, which the level does not show.
 *
 * @param milli the estimate
 * @param uncertainty of it, expanded (k = 2), no more than a silo can take and a plant can draw
 * @param fillingMs how long single readings rose
 * @param hiddenMs from the plateau before to the plateau after
 */
record RiseEstimate(long milli, long uncertainty, long fillingMs, long hiddenMs) {

    /** Lorries do not stay for longer. */
    private static final long LORRY_MS = 6 * Course.HOUR_MS;

    /** While a delivery comes in a plant may draw so many times what it draws otherwise. */
    private static final int FASTER = 4;

    /**
     * @param rise that has ended
     * @param newest plateau behind it, the later the better
     */
    static RiseEstimate of(
            RefillMachine.Rise rise, Plateau newest, Tolerances tolerances, Course course) {
        return new Carrying(rise, newest, tolerances, course).estimate();
    }

    /** Both plateaus are carried to the rise, each by the draw on its own side. */
    private static final class Carrying {
        private final Plateau before;
        private final Plateau after;
        private final RefillMachine.Climb climb;
        private final Tolerances tolerances;
        private final Course course;
        private final long fromMs;
        private final long toMs;
        private final long earlier;
        private final long later;

        Carrying(RefillMachine.Rise rise, Plateau newest, Tolerances tolerances, Course course) {
            this.before = rise.before();
            this.after = rise.after();
            this.climb = rise.climb();
            this.tolerances = tolerances;
            this.course = course;
            this.fromMs = Math.clamp(climb.fromMs(), before.atMs(), after.atMs());
            this.toMs = Math.clamp(climb.toMs(), fromMs, after.atMs());
            this.earlier = climb.perHour();
            this.later = later(newest);
        }

        /** The draw of the hours behind the rise. */
        private long later(Plateau newest) {
            long ms = newest.atMs() - after.atMs();
            // A level that rises on is another delivery, and tells nothing of the draw.
            boolean rises = newest.milli() > after.milli() + tolerances.flat();
            return ms < Refill.MERGE_MS || rises
                    ? earlier
                    : Milli.perHour(after.milli() - newest.milli(), ms);
        }

        RiseEstimate estimate() {
            long hiddenMs = Math.max(0, after.atMs() - before.atMs());
            long risen = after.milli() - before.milli();
            long behind = climb.drawnUntil(after, later, tolerances.deadBand());
            long fast = (fellBeyond(behind) + fellWhile(behind)) / 2;
            long estimate =
                    Math.min(
                            risen
                                    + Milli.amount(earlier, fromMs - before.atMs())
                                    + Milli.amount((earlier + later) / 2, toMs - fromMs)
                                    + behind
                                    + fast,
                            Math.max(risen, most()));
            long bounds =
                    Milli.amount(course.spread(tolerances) / 2, hiddenMs)
                            // The draw may differ while a lorry is there, as far as it ever did.
                            + Milli.amount(Math.max(0, (earlier + later) / 2), toMs - fromMs)
                            + course.batch()
                            + fast
                            + notShown();
            long can = Math.max(0, Math.max(estimate - risen, most() - estimate));
            return new RiseEstimate(
                    estimate,
                    2 * tolerances.plateau(PlateauWindow.GROUP) + Math.min(bounds, can),
                    toMs - fromMs,
                    hiddenMs);
        }

        /**
         * An auger that starts with the lorry's last kilogram leaves no plateau behind the rise.
         * The level fell from the highest reading to the plateau by more than the hours behind it
         * say: either it was drawn faster at first, or that reading was a wild one. The truth lies
         * between, so half of it is taken, and the other half is uncertain.
         */
        private long fellBeyond(long behind) {
            Long top = climb.top();
            long fell = top == null ? 0 : Math.min(top, tolerances.capacity()) - after.milli();
            return Math.max(0, fell - behind - tolerances.flat());
        }

        /** It may have been drawn so fast from the moment in which the lorry stopped. */
        private long fellWhile(long behind) {
            long ms = after.atMs() - toMs;
            long fell = fellBeyond(behind);
            return fell == 0 || ms <= 0
                    ? 0
                    : Milli.amount(
                            Math.max(0, Milli.perHour(fell + behind, ms) - (earlier + later) / 2),
                            toMs - fromMs);
        }

        /** Beyond what the sensor shows the stock before and after is anywhere. */
        private long notShown() {
            long more =
                    after.milli() >= course.highest()
                            ? Math.max(0, tolerances.capacity() - after.milli())
                            : 0;
            long less = before.milli() <= course.lowest() ? Math.max(0, before.milli()) : 0;
            return more + less;
        }

        /** No lorry delivers more than a silo holds and a plant draws while it is there. */
        private long most() {
            long fastest = Math.max(course.fastest(), Math.max(0, Math.max(earlier, later)));
            return tolerances.capacity()
                    + Milli.amount(FASTER * fastest, Math.min(toMs - fromMs, LORRY_MS));
        }
    }
}
