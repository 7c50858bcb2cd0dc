package io.usance.metering;

import io.usance.period.BillingCalendar;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.List;

/** What happened to a silo. The stored form of each is fixed by golden files. */
public sealed interface SiloEvent {

    String siloId();

    record SiloRegistered(SiloSpec spec, Instant at) implements SiloEvent {
        @Override
        public String siloId() {
            return spec.siloId();
        }
    }

    record ContractAssigned(
            String siloId,
            String contractId,
            BillingCalendar calendar,
            Instant meteringFrom,
            Instant at)
            implements SiloEvent {}

    /**
     * Raw evidence: readings taken by one command, in the order they arrived. Never empty. One
     * command leads to several of these if something other than provisional consumption follows
     * from readings in its midst.
     */
    record ReadingsRecorded(String siloId, List<Reading> readings, Instant receivedAt)
            implements SiloEvent {}

    record DeliveryNoteRecorded(
            String siloId, String contractId, DeliveryNote note, Instant receivedAt)
            implements SiloEvent {}

    /**
     * A delivery counts in the stock balance from now on. Zero if the level showed one delivery as
     * two rises and the other one was counted with the whole note.
     *
     * @param refillNo number of the level's rise this belongs to, from 1; 0 if the level showed
     *     none
     * @param noteIds the delivery notes behind it; empty if estimated
     * @param quantity what counts; negative only when a note arrives after an estimate and corrects
     *     it downwards
     * @param source weighed by a note, estimated from the level, or a note's correction of an
     *     earlier estimate
     * @param levelEstimate what the level says was delivered; equals {@code quantity} if estimated
     * @param levelUncertainty expanded uncertainty (k = 2) of {@code levelEstimate}
     * @param deviates true if note and level differ by more than tolerance and uncertainty: an
     *     exception to look at
     */
    record DeliveryCounted(
            String siloId,
            String contractId,
            String periodId,
            int refillNo,
            List<String> noteIds,
            Quantity quantity,
            DeliverySource source,
            Quantity levelEstimate,
            Quantity levelUncertainty,
            boolean deviates)
            implements SiloEvent {}

    /** Where a counted delivery's quantity came from. */
    enum DeliverySource {
        WEIGHED,
        ESTIMATED,
        CORRECTION
    }

    /**
     * A note that no rise of the level supports although the level could have shown one. It does
     * not count until someone has looked.
     */
    record DeliveryNotSeen(
            String siloId, String contractId, String periodId, String noteId, Quantity quantity)
            implements SiloEvent {}

    /** The opening stock at the start of metering, from the readings around it. */
    record OpeningStockMeasured(
            String siloId,
            String contractId,
            String periodId,
            Quantity stock,
            Quantity expandedUncertainty,
            Instant at)
            implements SiloEvent {}

    /**
     * Consumption to be charged.
     *
     * @param consumptionNo per silo, from 1, without gaps; charging uses it to be idempotent
     * @param quantity this instalment; negative only for a true-up
     * @param periodTotal sum of the period's instalments including this one
     * @param asOfSequence sequence of the newest reading it rests on
     */
    record ConsumptionMetered(
            String siloId,
            String contractId,
            String periodId,
            long consumptionNo,
            ConsumptionKind kind,
            Quantity quantity,
            Quantity periodTotal,
            long asOfSequence)
            implements SiloEvent {}

    /** Provisional instalments within a period, one true-up at its close. */
    enum ConsumptionKind {
        PROVISIONAL,
        TRUE_UP
    }

    /**
     * The stock balance of a closed period: {@code opening + deliveries - closing = consumed}, and
     * {@code provisional + trueUp = consumed}.
     *
     * @param closing book stock carried into the next period: the measured stock, or the unchanged
     *     book stock if the balance was within its own uncertainty
     * @param measuredClosing what the readings around the period's end say
     * @param expandedUncertainty of {@code consumed}, k = 2
     * @param carried true if the balance was within its uncertainty and is carried, not billed
     * @param negative true if the balance was negative beyond its uncertainty: an exception,
     *     probably an unrecorded delivery; nothing is billed beyond what was issued already, and
     *     the rest of the balance is carried
     * @param at the period's end, or when it was closed by command
     */
    record PeriodClosed(
            String siloId,
            String contractId,
            String periodId,
            String nextPeriodId,
            Quantity opening,
            Quantity deliveries,
            Quantity closing,
            Quantity measuredClosing,
            Quantity consumed,
            Quantity provisional,
            Quantity trueUp,
            Quantity expandedUncertainty,
            boolean carried,
            boolean negative,
            Instant at)
            implements SiloEvent {}
}
