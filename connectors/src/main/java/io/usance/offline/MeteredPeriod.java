package io.usance.offline;

import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.SiloEvent.AdjustmentSource;
import io.usance.meter.silo.SiloEvent.DeliverySource;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.offline.exception.MeterException;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of metering files.
 *
 * @param silo the silo
 * @param from start of metering, inclusive
 * @param to its end, exclusive
 * @param closed the stock balance; its own times and period ids are not those of the file
 * @param deliveries what was counted in it, in the order of counting
 * @param adjustments of the stock in it that were neither delivered nor drawn
 * @param corrections of delivery notes, in their order
 * @param fates what became of the recorded delivery notes
 * @param sumOfDecreases every fall from one recorded reading to the next, in the device's order,
 *     added up: what a bill from the raw level would be, for contrast only
 * @param readings identity: received = recorded + duplicate + sum of quarantined
 * @param setAside of the recorded readings those that are evidence only, by reason, in alphabetical
 *     order
 * @param notes of the delivery notes; identity as above, and recorded = counted + not seen +
 *     waiting + voided, as in {@code fates}
 * @param entries of what people know of the stock; identity as of the readings
 * @param problems the first {@link #PROBLEMS_MAX} of rows not taken, in the order they arrived
 * @param exceptions why the bill cannot be trusted before a person has looked; empty if it can
 * @param remarks what a reader should know, each one plain line
 * @param course for the plot
 */
public record MeteredPeriod(
        SiloSpec silo,
        Instant from,
        Instant to,
        PeriodClosed closed,
        List<CountedDelivery> deliveries,
        List<Adjustment> adjustments,
        List<Correction> corrections,
        NoteFates.Fates fates,
        Quantity sumOfDecreases,
        Counts readings,
        Map<String, Integer> setAside,
        Counts notes,
        Counts entries,
        List<Problem> problems,
        List<MeterException> exceptions,
        List<String> remarks,
        Course course) {

    /** Rows listed one by one; all are counted. */
    public static final int PROBLEMS_MAX = 100;

    /**
     * @param at when it was delivered by its note; without one, when the level began to rise
     * @param quantity negative only for a correction of an estimate
     * @param noteIds empty if estimated
     * @param levelEstimate what the level says
     * @param deviates note and level differ by more than tolerance and uncertainty
     */
    record CountedDelivery(
            Instant at,
            Quantity quantity,
            DeliverySource source,
            List<String> noteIds,
            Quantity levelEstimate,
            boolean deviates) {}

    /**
     * @param was what the note said
     * @param now what it says; null if it is void
     */
    record Correction(
            String id, DeliveryNote was, @Nullable DeliveryNote now, String by, String reason) {}

    /**
     * @param from it came about then or later
     * @param to and then or before
     * @param quantity added to the stock; negative if taken out
     * @param source why
     * @param expandedUncertainty of the quantity, k = 2
     */
    record Adjustment(
            Instant from,
            Instant to,
            Quantity quantity,
            AdjustmentSource source,
            Quantity expandedUncertainty) {}

    /**
     * @param quarantined by reason, in alphabetical order
     */
    public record Counts(
            int received, int recorded, int duplicate, Map<String, Integer> quarantined) {}

    /** A quantity at an instant. */
    record Point(Instant at, Quantity quantity) {}

    /**
     * The period in points of time.
     *
     * @param levels recorded readings, in the device's order
     * @param medians what metering made of them
     * @param decreases the sum of decreases so far
     * @param provisional the provisional consumption so far
     */
    record Course(
            List<Point> levels,
            List<Point> medians,
            List<Point> decreases,
            List<Point> provisional) {}
}
