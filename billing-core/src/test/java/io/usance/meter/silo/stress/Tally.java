package io.usance.meter.silo.stress;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What became of the months of one kind. */
final class Tally {

    private final String name;
    private final boolean noted;
    private final Map<String, Integer> doubts = new TreeMap<>();
    private double ratios;
    private double uncertainty;
    private long drawn;

    int months;
    int within;
    int flagged;

    /** Not flagged and not within the uncertainty. */
    int missed;

    /** Not flagged and not within three times the uncertainty. */
    int wrong;

    /** Flagged, though within. */
    int alarms;

    Tally(String name, boolean noted) {
        this.name = name;
        this.noted = noted;
    }

    void add(MeteredMonth metered) {
        double error = Math.abs(metered.billed() - metered.month().drawnMilli());
        double stated = Math.max(1, metered.uncertainty());
        boolean isWithin = error <= stated;
        boolean isFlagged = !metered.doubts().isEmpty();
        months++;
        within += isWithin ? 1 : 0;
        flagged += isFlagged ? 1 : 0;
        missed += !isFlagged && !isWithin ? 1 : 0;
        wrong += !isFlagged && error > 3 * stated ? 1 : 0;
        alarms += isFlagged && isWithin ? 1 : 0;
        ratios += isFlagged ? 0 : error / stated;
        uncertainty += stated;
        drawn += metered.month().drawnMilli();
        metered.doubts().forEach(doubt -> doubts.merge(doubt, 1, Integer::sum));
    }

    void add(Tally other) {
        months += other.months;
        within += other.within;
        flagged += other.flagged;
        missed += other.missed;
        wrong += other.wrong;
        alarms += other.alarms;
        ratios += other.ratios;
        uncertainty += other.uncertainty;
        drawn += other.drawn;
    }

    /** Share of months that are billed within the uncertainty or flagged. */
    double kept() {
        return 1 - (double) missed / months;
    }

    /** The mean of |error|/U where nothing is flagged. */
    double ratio() {
        return months == flagged ? 0 : ratios / (months - flagged);
    }

    static String heading() {
        return String.format(
                Locale.ROOT,
                "%-26s %-5s %6s %6s %7s %6s %5s %6s %6s %8s  %s",
                "kind",
                "notes",
                "months",
                "within",
                "flagged",
                "missed",
                "wrong",
                "alarms",
                "|e|/U",
                "U/drawn%",
                "doubts");
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%-26s %-5s %6d %6d %7d %6d %5d %6d %6.2f %8.1f  %s",
                name,
                noted ? "yes" : "no",
                months,
                within,
                flagged,
                missed,
                wrong,
                alarms,
                ratio(),
                drawn == 0 ? 0 : 100 * uncertainty / drawn,
                doubts.isEmpty() ? "" : doubts);
    }
}
