package io.usance.meter.silo.state;

import io.usance.meter.silo.spec.SiloSpec;
import org.jspecify.annotations.Nullable;

/**
 * A closed period of which more may become known: it was closed by command before readings had
 * reached its end, or a part of its balance was left in the book stock.
 *
 * @param periodId the closed period
 * @param endMs its end
 * @param stock its closing, as it would be with all that is known of it since
 * @param account null of a silo that is metered by the first rules
 */
record LateClose(String periodId, long endMs, long stock, @Nullable Account account) {

    /** Older ones are forgotten: their readings are then the open period's without a word. */
    static final int KEPT_MAX = 4;

    /** By today's rules: a year of months. What is forgotten is the next period's. */
    static final int REMEMBERED_MAX = 12;

    /**
     * What the period's balance rests on. Uncertainties are expanded (k = 2).
     *
     * @param contractId under which it was drawn
     * @param consumed in it, with what has been corrected since
     * @param issued before its close, of what was drawn in it
     * @param opening uncertainty of the stock it began with
     * @param uncertainty of all else in its balance; without that of the stock at its end while
     *     {@code measured} is null
     * @param weighed of its deliveries, not counted as the level shows them
     * @param measured stock at its end; null until readings have reached it
     */
    record Account(
            String contractId,
            long consumed,
            long issued,
            long opening,
            long uncertainty,
            long weighed,
            @Nullable Long measured) {

        Account beginning(long itsUncertainty) {
            return new Account(
                    contractId, consumed, issued, itsUncertainty, uncertainty, weighed, measured);
        }

        Account wider(long more, long moreWeighed) {
            return new Account(
                    contractId,
                    consumed,
                    issued,
                    opening,
                    Math.max(0, uncertainty + more),
                    weighed + moreWeighed,
                    measured);
        }

        Account measured(long atEnd) {
            return new Account(contractId, consumed, issued, opening, uncertainty, weighed, atEnd);
        }

        Account issued(long milli) {
            return new Account(
                    contractId, consumed + milli, issued, opening, uncertainty, weighed, measured);
        }
    }

    LateClose(String periodId, long endMs, long stock) {
        this(periodId, endMs, stock, null);
    }

    /** No reading has reached its end. */
    boolean isLate() {
        return account == null || account.measured() == null;
    }

    boolean isOf(String contractId) {
        return account == null || account.contractId().equals(contractId);
    }

    LateClose delivered(String ofPeriodId, long quantity) {
        return periodId.equals(ofPeriodId) ? plus(quantity) : this;
    }

    /** So much more was in the silo at its end, by its books. */
    LateClose plus(long milli) {
        return new LateClose(periodId, endMs, stock + milli, account);
    }

    /** It begins with an opening stock that was measured after its close. */
    LateClose opened(long opening, long uncertainty) {
        return account == null
                ? this
                : new LateClose(periodId, endMs, opening, account.beginning(uncertainty));
    }

    /** The stock it begins with is known better. */
    LateClose beginning(long uncertainty) {
        return account == null ? this : with(stock, account.beginning(uncertainty));
    }

    /** The stock it begins with rests on another estimate, if it rests on that one. */
    LateClose beginningInstead(long before, long after) {
        return account != null && before > 0 && account.opening() >= before
                ? beginning(account.opening() - before + after)
                : this;
    }

    /** What of the book stock at its end was not measured: left there by its balance. */
    long carried() {
        return account == null || account.measured() == null ? 0 : stock - account.measured();
    }

    /**
     * How much more, or less, its balance comes to than has been issued for it.
     *
     * @param unnoted something was delivered in it that has no note and does not count
     */
    long owed(SiloSpec silo, boolean unnoted) {
        if (account == null || account.measured() == null) {
            return 0;
        }
        long balance = account.consumed() + stock - account.measured();
        long added = account.opening() + account.uncertainty();
        long uncertainty = Budget.expanded(silo, added, balance - account.weighed());
        return Closing.consumed(
                        Closing.Limits.of(silo),
                        balance,
                        uncertainty,
                        account.issued(),
                        account.consumed() + stock,
                        unnoted)
                - account.consumed();
    }

    /** That has been issued. */
    LateClose issued(long milli) {
        return account == null ? this : with(stock - milli, account.issued(milli));
    }

    /** What is known of it has so much more uncertainty, and so much more of it was weighed. */
    LateClose wider(long uncertainty, long weighed) {
        return account == null ? this : with(stock, account.wider(uncertainty, weighed));
    }

    /** Readings have reached its end. */
    LateClose measured(long atEnd, long uncertainty) {
        return account == null ? this : with(stock, account.wider(uncertainty, 0).measured(atEnd));
    }

    private LateClose with(long otherStock, @Nullable Account other) {
        return new LateClose(periodId, endMs, otherStock, other);
    }
}
