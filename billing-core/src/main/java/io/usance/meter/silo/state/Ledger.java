package io.usance.meter.silo.state;

import io.usance.meter.silo.filter.Milli;
import io.usance.meter.silo.filter.Shares;
import io.usance.meter.silo.filter.Stock;
import org.jspecify.annotations.Nullable;

/**
 * What has been measured, counted and issued in the open period. Set by events alone: once issued,
 * a total stays as issued.
 *
 * @param openingKnown false until the opening stock has been measured
 * @param opening book stock at the period's start
 * @param openingUncertainty expanded (k = 2)
 * @param deliveries counted in this period
 * @param deliveriesUncertainty expanded (k = 2), of their sum
 * @param corrections adjustments, and what belongs to earlier periods
 * @param issued consumption issued and booked in this period, what was drawn in closed ones
 *     included
 * @param consumptionNo number of the last consumption issued, over all periods
 * @param refillNo newest refill that belongs to an earlier period
 * @param level what the balance owes to the level
 */
record Ledger(
        boolean openingKnown,
        long opening,
        long openingUncertainty,
        long deliveries,
        long deliveriesUncertainty,
        Corrections corrections,
        long issued,
        long consumptionNo,
        int refillNo,
        Level level) {

    /**
     * What the balance owes to the level, apart from the closing stock.
     *
     * @param opening what the uncertainty of the opening stock is made of
     * @param estimated deliveries that count as the level shows them
     */
    record Level(Shares opening, long estimated) {
        static final Level NONE = new Level(Shares.NONE, 0);

        Level plusEstimated(long milli) {
            return milli == 0 ? this : new Level(opening, estimated + milli);
        }
    }

    /**
     * What most periods have none of, apart because every live silo has a ledger.
     *
     * @param adjustments dated stock adjustments booked in this period; negative if stock was taken
     *     out of the books
     * @param uncertainty expanded (k = 2), of the sum of adjustments; bounds, so they are added
     * @param displaced how much of this period's balance belongs to earlier periods and is charged
     *     in this: what was carried, and by the first rules corrections of earlier deliveries
     * @param others how much of this period's balance was drawn in closed periods, and charged
     *     there
     */
    record Corrections(long adjustments, long uncertainty, long displaced, long others) {

        static final Corrections NONE = new Corrections(0, 0, 0, 0);

        static Corrections of(long adjustments, long uncertainty, long displaced, long others) {
            boolean none = adjustments == 0 && uncertainty == 0 && displaced == 0 && others == 0;
            return none ? NONE : new Corrections(adjustments, uncertainty, displaced, others);
        }
    }

    /**
     * As it is stored.
     *
     * @param level null of a silo without any, and of one stored before it was kept
     */
    record Stored(
            boolean openingKnown,
            long opening,
            long openingUncertainty,
            long deliveries,
            long deliveriesUncertainty,
            long adjustments,
            long adjustmentsUncertainty,
            long displaced,
            long issued,
            long consumptionNo,
            int refillNo,
            @Nullable Level level,
            @Nullable Long others) {}

    static final Ledger EMPTY =
            new Ledger(false, 0, 0, 0, 0, Corrections.NONE, 0, 0, 0, Level.NONE);

    static Ledger of(Stored stored) {
        return new Ledger(
                stored.openingKnown(),
                stored.opening(),
                stored.openingUncertainty(),
                stored.deliveries(),
                stored.deliveriesUncertainty(),
                Corrections.of(
                        stored.adjustments(),
                        stored.adjustmentsUncertainty(),
                        stored.displaced(),
                        stored.others() == null ? 0 : stored.others()),
                stored.issued(),
                stored.consumptionNo(),
                stored.refillNo(),
                stored.level() == null ? Level.NONE : stored.level());
    }

    Stored stored() {
        return new Stored(
                openingKnown,
                opening,
                openingUncertainty,
                deliveries,
                deliveriesUncertainty,
                adjustments(),
                adjustmentsUncertainty(),
                displaced(),
                issued,
                consumptionNo,
                refillNo,
                level.equals(Level.NONE) ? null : level,
                others() == 0 ? null : Long.valueOf(others()));
    }

    long adjustments() {
        return corrections.adjustments();
    }

    long adjustmentsUncertainty() {
        return corrections.uncertainty();
    }

    long displaced() {
        return corrections.displaced();
    }

    /** Booked in this period, drawn in closed ones and charged there. */
    long others() {
        return corrections.others();
    }

    /** Issued of what was drawn in this period itself. */
    long ownIssued() {
        return issued - others();
    }

    /** What this period itself has drawn if so much is left. */
    long ownBalance(long measured) {
        return book() - others() - measured;
    }

    Ledger opened(long stock, long uncertainty, Shares shares, int containedRefillNo) {
        return new Ledger(
                true,
                stock,
                uncertainty,
                deliveries,
                deliveriesUncertainty,
                corrections,
                issued,
                consumptionNo,
                containedRefillNo,
                new Level(shares, level.estimated()));
    }

    /**
     * @param estimated how much more of the deliveries counts as the level shows it
     */
    Ledger delivered(long quantity, long uncertainty, long estimated, boolean ofEarlierPeriod) {
        Ledger more =
                new Ledger(
                        openingKnown,
                        opening,
                        openingUncertainty,
                        deliveries + quantity,
                        Milli.hypot(deliveriesUncertainty, uncertainty),
                        corrections,
                        issued,
                        consumptionNo,
                        refillNo,
                        level.plusEstimated(estimated));
        return ofEarlierPeriod ? more.displacedBy(quantity) : more;
    }

    Ledger adjusted(long quantity, long uncertainty) {
        return with(
                Corrections.of(
                        adjustments() + quantity,
                        adjustmentsUncertainty() + uncertainty,
                        displaced(),
                        others()));
    }

    /** What belongs to a closed period: booked here, but no part of this period's own draw. */
    Ledger adjustedForClosed(long quantity, long uncertainty) {
        return adjusted(quantity, uncertainty).displacedBy(quantity);
    }

    /** So much of the balance belongs to a closed period, though it was measured in this. */
    Ledger displacedBy(long quantity) {
        return with(
                Corrections.of(
                        adjustments(),
                        adjustmentsUncertainty(),
                        displaced() + Math.abs(quantity),
                        others()));
    }

    /** Another part of the opening is known to belong to the period before, or is known not to. */
    Ledger displacedInstead(long before, long after) {
        return with(
                Corrections.of(
                        adjustments(),
                        adjustmentsUncertainty(),
                        displaced() - Math.abs(before) + Math.abs(after),
                        others()));
    }

    /** Counted in this period and not as the level shows it. */
    long weighed() {
        return deliveries - level.estimated();
    }

    /**
     * Late readings have measured what this period began with.
     *
     * @param shares what the uncertainty is made of
     */
    Ledger begun(long uncertainty, Shares shares, int containedRefillNo) {
        return new Ledger(
                openingKnown,
                opening,
                uncertainty,
                deliveries,
                deliveriesUncertainty,
                corrections,
                issued,
                consumptionNo,
                Math.max(refillNo, containedRefillNo),
                new Level(shares, level.estimated()));
    }

    private Ledger with(Corrections other) {
        return new Ledger(
                openingKnown,
                opening,
                openingUncertainty,
                deliveries,
                deliveriesUncertainty,
                other,
                issued,
                consumptionNo,
                refillNo,
                level);
    }

    /** Under no contract, or before the next one's opening; consumption is numbered on. */
    Ledger released() {
        return new Ledger(
                false, 0, 0, 0, 0, Corrections.NONE, 0, consumptionNo, refillNo, Level.NONE);
    }

    Ledger issued(long number, long periodTotal) {
        return new Ledger(
                openingKnown,
                opening,
                openingUncertainty,
                deliveries,
                deliveriesUncertainty,
                corrections,
                periodTotal,
                number,
                refillNo,
                level);
    }

    /** Drawn in a closed period and charged there. */
    Ledger issuedForClosed(long number, long quantity, long total) {
        Ledger booked =
                with(
                        Corrections.of(
                                adjustments(),
                                adjustmentsUncertainty(),
                                displaced(),
                                others() + quantity));
        return booked.issued(number, total);
    }

    /**
     * The next period's ledger.
     *
     * @param shares what the uncertainty is made of
     */
    Ledger closed(
            long closing, long uncertainty, Shares shares, long carried, int containedRefillNo) {
        return new Ledger(
                openingKnown,
                closing,
                uncertainty,
                0,
                0,
                Corrections.of(0, 0, Math.abs(carried), 0),
                0,
                consumptionNo,
                containedRefillNo,
                new Level(shares, 0));
    }

    /** What should be in the silo if nothing had been drawn in this period. */
    long book() {
        return opening + deliveries + adjustments();
    }

    /** Expanded uncertainty (k = 2) of {@link #book()}, when no balance has been measured. */
    long bookUncertainty() {
        return Milli.hypot(
                Milli.hypot(openingUncertainty, deliveriesUncertainty), adjustmentsUncertainty());
    }

    /** The stock that should be there, for want of one that was measured. */
    Stock bookStock() {
        return new Stock(
                book() - others(), openingUncertainty + adjustmentsUncertainty(), level.opening());
    }
}
