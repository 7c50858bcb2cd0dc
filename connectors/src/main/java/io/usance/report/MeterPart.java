package io.usance.report;

import io.usance.quantity.Quantity;
import io.usance.report.Report.BridgeLine;
import io.usance.report.Report.Check;
import io.usance.report.Report.LevelCourse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the meters of one kind say of a period.
 *
 * @param stock balances and levels, of meters that have a stock
 * @param chapter tables and courses of any other kind; null if it has none
 * @param checks identities of their balances, with both sides
 * @param notices what a person should look at, at most {@link Report#EXCEPTIONS_MAX}
 * @param counts of their readings and deliveries
 */
public record MeterPart(
        Stock stock,
        Report.@Nullable MeterChapter chapter,
        List<Check> checks,
        List<Notice> notices,
        Counts counts) {

    public MeterPart {
        checks = List.copyOf(checks);
        notices = List.copyOf(notices);
    }

    /**
     * Balances and levels.
     *
     * @param bridge a line for each meter, then their total; empty if none has a stock
     * @param levels of the first {@link Report#LEVELS_MAX} meters
     */
    public record Stock(List<BridgeLine> bridge, List<LevelCourse> levels) {
        /** Of meters without a stock. */
        public static final Stock NONE = new Stock(List.of(), List.of());

        public Stock {
            bridge = List.copyOf(bridge);
            levels = List.copyOf(levels);
        }
    }

    /**
     * Something a person should look at.
     *
     * @param kind in capitals, for example {@code DELIVERY_DEVIATES}
     * @param action what to do
     */
    public record Notice(
            String kind, String meterId, Quantity quantity, String detail, String action) {}

    /**
     * Counts of readings, sums of deliveries in thousandths of the base unit.
     *
     * @param readings recorded in the period
     * @param setAside of them not believed
     * @param missing sequences that never came
     * @param deliveredMilli counted
     * @param estimatedMilli of it without a delivery note
     */
    public record Counts(
            long readings, long setAside, long missing, long deliveredMilli, long estimatedMilli) {
        public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

        Counts plus(Counts other) {
            return new Counts(
                    readings + other.readings,
                    setAside + other.setAside,
                    missing + other.missing,
                    deliveredMilli + other.deliveredMilli,
                    estimatedMilli + other.estimatedMilli);
        }
    }
}
