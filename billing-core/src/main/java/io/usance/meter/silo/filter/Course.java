package io.usance.meter.silo.filter;

import org.jspecify.annotations.Nullable;

/**
 * What the level did in the long run, whatever metering makes of it: the witness that a balance is
 * held against, and what a rise is judged by.
 *
 * <p>Two sums of decreases, both beyond a dead band, so that noise adds nothing. That of all
 * readings contains everything a sensor does, also a daily swing; it is an upper bound of what the
 * level can have shown as drawn. That of one level a day, always at the same time of day, contains
 * no swing and no short disturbance; it is a lower bound.
 *
 * <p>Changed in place. Every live silo has one, so it holds numbers only.
 */
public final class Course {

    static final long HOUR_MS = 3_600_000L;

    /** None yet. */
    static final long NONE = Long.MIN_VALUE;

    /**
     * As it is stored: what each part remembers.
     *
     * @param all of all readings
     * @param days of daily levels
     * @param swing size of rises that were taken back within a day
     * @param straddled a daily level has been taken since the open period began
     * @param values which the sensor repeats; null if there are none, or of a course that was
     *     stored before that was kept
     */
    public record Stored(
            Zigzag all,
            Days days,
            Rise rise,
            Rates rates,
            long swing,
            Witness opened,
            long risingMs,
            long turns,
            long flats,
            int same,
            boolean straddled,
            @Nullable Flats values) {}

    /**
     * What was seen up to an instant.
     *
     * @param falls all decreases
     * @param dayFalls decreases from day to day
     * @param risingMs how long rises have hidden the draw
     * @param turns how often the level turned to fall
     * @param flats how often readings near the top were all the same, though the sensor is noisy
     */
    public record Witness(long falls, long dayFalls, long risingMs, long turns, long flats) {

        Witness withDayFalls(long other) {
            return new Witness(falls, other, risingMs, turns, flats);
        }

        static final Witness NONE = new Witness(0, 0, 0, 0, 0);

        /** Since then more may have been drawn than was seen, without a bound. */
        static final Witness UNSEEN = new Witness(Long.MIN_VALUE / 4, 0, 0, 0, 0);

        /** What was seen since an earlier one. */
        public Witness since(Witness earlier) {
            return new Witness(
                    falls - earlier.falls,
                    dayFalls - earlier.dayFalls,
                    risingMs - earlier.risingMs,
                    turns - earlier.turns,
                    flats - earlier.flats);
        }
    }

    /**
     * The newest rise of the readings.
     *
     * @param hourMs a time at least an hour ago
     * @param hour the level then
     * @param nextMs the time that follows it
     * @param next the level then
     * @param climb the most that the level rose in about an hour since its lowest
     * @param belowMs the newest reading that had not risen yet
     * @param beganMs when it first stood above its lowest; the least long if it did not
     * @param highestMs when it last rose
     * @param highest the level then
     * @param last the rise before it, which had ended; null if there was none
     */
    public record Rise(
            long hourMs,
            long hour,
            long nextMs,
            long next,
            long climb,
            long belowMs,
            long beganMs,
            long highestMs,
            long highest,
            RefillMachine.@Nullable Climb last) {

        static final Rise START = new Rise(NONE, 0, NONE, 0, 0, NONE, NONE, NONE, 0, null);
    }

    static final Stored START =
            new Stored(
                    Zigzag.START,
                    Days.START,
                    Rise.START,
                    Rates.START,
                    0,
                    Witness.NONE,
                    0,
                    0,
                    0,
                    0,
                    true,
                    null);

    /**
     * Of a silo that is metered by the first rules, as silos were before there was a course: it
     * sees nothing, and says nothing.
     */
    static final Course NOT_KEPT = new Course(START, false);

    /** As {@link #NOT_KEPT}, until the next period begins. */
    static final Course OFFERED = new Course(START, false);

    private final boolean kept;
    private Zigzag all;
    private Days days;
    private Climbing climbing;
    private Rates rates;

    /** The size of rises that were taken back within a day; 0 if none was. */
    private long swing;

    private Witness opened;
    private long risingMs;
    private long turns;
    private long flats;

    /** Readings in a row that are the same. */
    private int same;

    /** A daily level has been taken since the open period began. */
    private boolean straddled;

    private Flats values;

    /** Of a silo that has shown nothing yet, or as it was stored. */
    Course(Stored stored) {
        this(stored, true);
    }

    private Course(Stored stored, boolean kept) {
        this.kept = kept;
        all = stored.all();
        days = stored.days();
        climbing = new Climbing(stored.rise());
        rates = stored.rates();
        swing = stored.swing();
        opened = stored.opened();
        risingMs = stored.risingMs();
        turns = stored.turns();
        flats = stored.flats();
        same = stored.same();
        straddled = stored.straddled();
        values = stored.values() == null ? Flats.NONE : stored.values();
    }

    private Course(Course other) {
        kept = other.kept;
        all = other.all;
        days = other.days;
        climbing = other.climbing.copy();
        rates = other.rates;
        swing = other.swing;
        opened = other.opened;
        risingMs = other.risingMs;
        turns = other.turns;
        flats = other.flats;
        same = other.same;
        straddled = other.straddled;
        values = other.values;
    }

    /** Of a silo that was metered by the first rules until the open period began. */
    static Course adopted() {
        Course course = new Course(START);
        course.opened = Witness.UNSEEN;
        return course;
    }

    Stored stored() {
        return new Stored(
                all,
                days,
                climbing.stored(),
                rates,
                swing,
                opened,
                risingMs,
                turns,
                flats,
                same,
                straddled,
                values.equals(Flats.NONE) ? null : values);
    }

    Course copy() {
        return kept ? new Course(this) : this;
    }

    /** False if the silo is metered by the first rules. */
    public boolean isKept() {
        return kept;
    }

    long largest() {
        return rates.largest();
    }

    /** All decreases so far: an upper bound of what the level showed as drawn. */
    public long falls() {
        return all.falls();
    }

    /** Decreases from day to day so far: a lower bound. */
    public long dayFalls() {
        return days.zigzag().falls();
    }

    /** What was seen so far. */
    public Witness witness() {
        return new Witness(all.falls(), days.zigzag().falls(), risingMs, turns, flats);
    }

    /** What had been seen when the open period began. */
    public Witness opened() {
        return opened;
    }

    /**
     * The open period begins. The fall to the first daily level behind its beginning may be of the
     * time before, and is left out.
     *
     * @param boundaryMs when it begins
     */
    void open(Witness at, long boundaryMs) {
        if (!kept) {
            return;
        }
        straddled = days.ms() != NONE && days.ms() >= boundaryMs;
        opened = straddled ? at.withDayFalls(days.zigzag().falls()) : at;
    }

    private void straddle(long dayMs) {
        if (!straddled && days.ms() != dayMs) {
            straddled = true;
            opened = opened.withDayFalls(days.zigzag().falls());
        }
    }

    /** A rise hid the draw for so long. */
    void hid(long ms) {
        if (!kept) {
            return;
        }
        risingMs += ms;
    }

    /** Enough has been drawn to say what is usual. */
    boolean isKnown() {
        return days.zigzag().falls() > 0 && days.drawn() > 0;
    }

    public long drawnPerDay() {
        return days.drawn();
    }

    /** The draw of the last hours; the average if it is not known. */
    long perHour(long average) {
        return rates.perHour(average);
    }

    /** The highest draw per hour, over some hours, that was seen. */
    public long fastest() {
        return rates.fast();
    }

    /** By how much the draw per hour, or what looks like it, varies beyond noise and steps. */
    long spread(Tolerances tolerances) {
        long own = Milli.perHour(4 * tolerances.plateau(PlateauWindow.GROUP), Rates.RATE_MS);
        return Math.max(0, rates.fast() - rates.slow() - own);
    }

    /** In the open period the sensor stood at its highest value. */
    public boolean isFlat() {
        return flats > opened.flats();
    }

    /**
     * The highest value that the sensor shows, whatever stands in the silo; the most long if it has
     * not shown that it has one.
     */
    public long highest() {
        return values.highest();
    }

    /** In the open period the sensor stood at what may be its highest value. */
    public boolean isSaturated() {
        return isFlat() && values.mayBeHighest();
    }

    /** The lowest likewise; the least long if it has not shown that it has one. */
    public long lowest() {
        return values.lowest();
    }

    /** What a batch takes that is drawn again and again. */
    long batch() {
        // A swing comes back; what is drawn does not.
        return Math.min(rates.batchAgain(), days.zigzag().falls());
    }

    /** The newest rise, as single readings show it. */
    RefillMachine.Climb climb(long average) {
        return climbing.newest(rates.perHour(average));
    }

    /** The size of rises that were taken back within a day; 0 if there were none. */
    public long swing() {
        return swing;
    }

    /** A level that is twice higher than the day before, by less than any delivery, wanders. */
    private void wandered(long risen, Tolerances tolerances) {
        if (risen <= tolerances.flat() || risen > tolerances.rise()) {
            return;
        }
        if (days.rose() != null) {
            swung(Math.min(risen, days.rose()));
        }
        days = days.rising(risen);
    }

    void swung(long size) {
        if (!kept) {
            return;
        }
        swing = Math.max(size, swing - swing / 8);
    }

    /**
     * Takes one more metered reading.
     *
     * @param before the one before; null if there is none
     * @param window ends with it
     * @param average draw per hour
     * @param unseen what would usually have been drawn since the newest value was shown first
     */
    void next(
            Sample sample,
            @Nullable Sample before,
            PlateauWindow window,
            Tolerances tolerances,
            long average,
            long unseen) {
        if (!kept) {
            return;
        }
        long level = sample.milli();
        long band = tolerances.deadBand();
        Zigzag was = all;
        all = all.next(level, band);
        turns += all.falling() && !was.falling() ? 1 : 0;
        long dayMs = days.ms();
        // A rise that is no delivery is followed by a fall that is no draw.
        days = days.next(sample.atMs(), window, tolerances.rise());
        straddle(dayMs);
        if (days.ms() != dayMs) {
            wandered(-days.fall(), tolerances);
        }
        boolean lowest = all.falling() && (!was.falling() || all.turn() < was.turn());
        long lastMs = before == null ? sample.atMs() : before.atMs();
        climbing.next(sample.atMs(), level, band, lowest, lastMs);
        same = before != null && before.milli() == level ? same + 1 : 0;
        // Noise of a step or more does not give the same value so often.
        if (tolerances.isNoisy()) {
            long capacity = tolerances.capacity();
            flats += same == Flats.RUN - 1 && level >= capacity / 5 * 4 ? 1 : 0;
            values =
                    values.next(
                            level,
                            window.newestMilli(),
                            same + 1,
                            unseen > tolerances.flat(),
                            capacity);
        }
        if (window.isFull()) {
            rates = rates.next(sample.atMs(), window, tolerances, average);
        }
    }

    /** Another sensor shows another level for the same content. */
    void restart() {
        if (!kept) {
            return;
        }
        all = all.restarted();
        days =
                new Days(
                        NONE,
                        0,
                        days.fall(),
                        days.fallBefore(),
                        days.zigzag().restarted(),
                        days.rose());
        climbing = new Climbing(Rise.START);
        values = Flats.NONE;
        rates = rates.restarted();
    }

    void revalue(Revaluation to) {
        if (!kept) {
            return;
        }
        all = all.revalued(to);
        days =
                new Days(
                        days.ms(),
                        to.of(days.level()),
                        days.fall(),
                        days.fallBefore(),
                        days.zigzag().revalued(to),
                        days.rose() == null ? null : Long.valueOf(to.of(days.rose())));
        climbing = new Climbing(Rise.START);
        values = values.revalued(to);
        rates = rates.revalued(to);
    }
}
