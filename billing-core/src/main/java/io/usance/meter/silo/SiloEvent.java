package io.usance.meter.silo;

import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.EvidenceRecorded;
import io.usance.metering.MeterAssigned;
import io.usance.metering.MeterDoubted;
import io.usance.metering.MeterEvent;
import io.usance.metering.MeterLeft;
import io.usance.metering.MeterPeriodClosed;
import io.usance.metering.Metered;
import io.usance.metering.MeteredKind;
import io.usance.period.BillingCalendar;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What happened to a silo. The stored form of each is fixed by golden files. */
public sealed interface SiloEvent extends MeterEvent
        permits SiloEvent.SiloRegistered,
                SiloEvent.ContractAssigned,
                SiloEvent.ContractEnded,
                SiloEvent.SensorChanged,
                SiloEvent.StockAdjusted,
                SiloEvent.ReadingsRecorded,
                SiloEvent.SequenceGapNoted,
                SiloEvent.ReadingSetAside,
                SiloEvent.DeliveryNoteRecorded,
                SiloEvent.DeliveryCounted,
                SiloEvent.DeliveryNotSeen,
                SiloEvent.OpeningStockMeasured,
                SiloEvent.ConsumptionMetered,
                SiloEvent.ClosedPeriodCorrected,
                SiloEvent.MeteringDoubted,
                SiloEvent.PeriodClosed,
                DeliveryCorrected,
                DeliveryVoided,
                StockEntered {

    String siloId();

    @Override
    default String meterId() {
        return siloId();
    }

    /**
     * A silo became known.
     *
     * @param rules by which it is metered; null, as in events stored before there was a choice, are
     *     the first
     */
    record SiloRegistered(SiloSpec spec, Instant at, @Nullable Integer rules) implements SiloEvent {

        /** A silo that is metered by the first rules. */
        public SiloRegistered(SiloSpec spec, Instant at) {
            this(spec, at, null);
        }

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
            implements SiloEvent, MeterAssigned {}

    /**
     * The silo is under its contract until {@code endsAt}, the end of a billing period.
     *
     * @param at when it was recorded
     */
    record ContractEnded(String siloId, String contractId, Instant endsAt, Instant at)
            implements SiloEvent, MeterLeft {}

    /**
     * A segment ends at {@code from} and the next one begins with the new sensor's first reading.
     *
     * @param changeNo number of the change, from 1
     * @param kind whether sequences restart
     * @param sensor the sensor from then on
     * @param from readings sampled from here on are of the new segment
     * @param reason for people
     * @param statedAdjustment what was stated; null if the jump is to be measured
     * @param at when it was recorded
     */
    record SensorChanged(
            String siloId,
            int changeNo,
            SensorChangeKind kind,
            SensorSpec sensor,
            Instant from,
            String reason,
            @Nullable Quantity statedAdjustment,
            Instant at)
            implements SiloEvent {}

    /** What happens to the sequences. */
    enum SensorChangeKind {
        /** Another device, or the same with its counter restarted: sequences restart. */
        REPLACED,
        /** The same device shows the same content otherwise; its counter goes on. */
        RECALIBRATED
    }

    /**
     * Book stock changes although nothing was delivered or drawn.
     *
     * @param changeNo the change of sensor it bridges; 0 if it was none but a density or a
     *     calibration that came into force by its date
     * @param source how the quantity was found
     * @param quantity added to the book stock; negative if taken out
     * @param expandedUncertainty of {@code quantity}, k = 2
     * @param from middle of the last plateau before the jump; of a density its date
     * @param to middle of the first plateau after it; of a density its date; of what a person
     *     entered both are when it happened
     * @param closedPeriodId the period it belongs to, if that is closed already; null if it belongs
     *     to {@code periodId}, and in events stored before
     * @param refillNo the level's rise this was, from 1; null if it was none
     * @param enteredId of what a person entered; null if it follows from readings
     */
    record StockAdjusted(
            String siloId,
            String contractId,
            String periodId,
            int changeNo,
            AdjustmentSource source,
            Quantity quantity,
            Quantity expandedUncertainty,
            Instant from,
            Instant to,
            @Nullable String closedPeriodId,
            @Nullable Integer refillNo,
            @Nullable String enteredId)
            implements SiloEvent {}

    /** Where a stock adjustment's quantity came from. */
    enum AdjustmentSource {
        /** Plateau after minus plateau before, plus the draw meanwhile by its average rate. */
        MEASURED,
        /** Someone knew. */
        STATED,
        /**
         * A delivery between the two plateaus is part of the measured jump; counted by its note, it
         * is taken out of the jump.
         */
        DELIVERY_WITHIN,
        /**
         * A density or moisture came into force: what stood in the silo counts for more or less
         * from then on.
         */
        REVALUED,
        /** A person counted the stock: so much more was drawn than the level shows. */
        STOCK_TAKE,
        /** Spilled, by a person. */
        SPILLED,
        /** Taken as a sample, by a person. */
        SAMPLED,
        /** Written off by a person. */
        WRITTEN_OFF,
        /** Came in without a delivery, by a person. */
        FOUND,
        /** From or into another silo, by a person. */
        TRANSFERRED
    }

    /**
     * Raw evidence: readings taken by one command, in the order they arrived. Never empty. One
     * command leads to several of these if something other than provisional consumption follows
     * from readings in its midst.
     *
     * @param rules by which the silo is metered from its next period on; null, as in events stored
     *     before there was a choice, if nothing changes
     */
    record ReadingsRecorded(
            String siloId, List<Reading> readings, Instant receivedAt, @Nullable Integer rules)
            implements SiloEvent, EvidenceRecorded {

        /** Readings that leave the silo's rules as they are. */
        public ReadingsRecorded(String siloId, List<Reading> readings, Instant receivedAt) {
            this(siloId, readings, receivedAt, null);
        }

        @Override
        public int records() {
            return readings.size();
        }

        @Override
        public Instant newestAt() {
            return readings.stream().map(Reading::sampledAt).max(Instant::compareTo).orElseThrow();
        }
    }

    /**
     * The order went on without some of the device's sequences. If they come after all they are
     * recorded as evidence, but change nothing.
     *
     * @param firstSequence the first that is missing
     * @param lastSequence the last that is missing, inclusive
     * @param from time of sampling reached before the gap
     * @param to when the reading behind it was sampled; may be before {@code from} if times are
     *     reconstructed
     */
    record SequenceGapNoted(
            String siloId,
            String sensorId,
            long firstSequence,
            long lastSequence,
            Instant from,
            Instant to)
            implements SiloEvent {}

    /**
     * A recorded reading by which nothing is metered.
     *
     * @param sequence its place in the device's order; of a counterless sensor its time
     * @param sampledAt its time
     * @param level what it says, in the silo's dimension
     * @param reason why it is not believed
     */
    record ReadingSetAside(
            String siloId,
            String sensorId,
            long sequence,
            Instant sampledAt,
            Quantity level,
            SetAsideReason reason)
            implements SiloEvent {}

    /** Why a recorded reading is not believed. */
    enum SetAsideReason {
        /** The level would have changed faster than the silo can be filled or emptied. */
        IMPOSSIBLE_RATE,
        /**
         * Its sequence was passed before, as by another run of the counter, but no such run came:
         * two readings share a sequence.
         */
        SEQUENCE_CONFLICT
    }

    record DeliveryNoteRecorded(
            String siloId, String contractId, DeliveryNote note, Instant receivedAt)
            implements SiloEvent {}

    /**
     * A delivery counts in the stock balance from now on. Zero if the level showed one delivery as
     * two rises and the other one was counted with the whole note.
     *
     * @param closedPeriodId the period it was delivered in, if that is closed already: then it is
     *     an adjustment in {@code periodId}, not one of its deliveries; or in no balance, and equal
     *     to {@code periodId}, if its contract has ended. Null if it was delivered in {@code
     *     periodId}; and in events stored before, which counted it among the deliveries
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
     * @param enteredId of what a person entered, a correction for example, that it follows from;
     *     else null
     */
    record DeliveryCounted(
            String siloId,
            String contractId,
            String periodId,
            @Nullable String closedPeriodId,
            int refillNo,
            List<String> noteIds,
            Quantity quantity,
            DeliverySource source,
            Quantity levelEstimate,
            Quantity levelUncertainty,
            boolean deviates,
            @Nullable String enteredId)
            implements SiloEvent {}

    /** Where a counted delivery's quantity came from. */
    enum DeliverySource {
        WEIGHED,
        ESTIMATED,
        /** What was counted before is corrected: an estimate by a note, or a note by a person. */
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
     * @param periodId the period it was drawn in, and is charged in
     * @param quantity this instalment; negative only for a true-up or a correction
     * @param periodTotal sum of the instalments booked in the same period including this one
     * @param asOfSequence sequence of the newest reading it rests on; of a counterless sensor its
     *     time of sampling, milliseconds since the epoch
     * @param bookedPeriodId of a correction the open period, whose balance contains it; null of all
     *     else, and if the contract has ended and no balance contains it
     */
    record ConsumptionMetered(
            String siloId,
            String contractId,
            String periodId,
            long consumptionNo,
            MeteredKind kind,
            Quantity quantity,
            Quantity periodTotal,
            long asOfSequence,
            @Nullable String bookedPeriodId)
            implements SiloEvent, Metered {

        /** Booked in the period in which it was drawn. */
        public ConsumptionMetered(
                String siloId,
                String contractId,
                String periodId,
                long consumptionNo,
                MeteredKind kind,
                Quantity quantity,
                Quantity periodTotal,
                long asOfSequence) {
            this(
                    siloId,
                    contractId,
                    periodId,
                    consumptionNo,
                    kind,
                    quantity,
                    periodTotal,
                    asOfSequence,
                    null);
        }

        @Override
        public long meteredNo() {
            return consumptionNo;
        }
    }

    /**
     * Readings of a period came after it had been closed by command. The stock balance of the
     * closed period stays as it is; what they say of it is booked in the open period's, and charged
     * in the closed one by the {@link ConsumptionMetered} that follows. Of a silo that is metered
     * by the first rules it is part of the open period's consumption.
     *
     * @param periodId the open period; the closed one if its contract has ended
     * @param closedPeriodId the period they are of
     * @param quantity how much less was in the silo at its end than its books say
     * @param expandedUncertainty of {@code quantity}, k = 2
     * @param measuredClosing what the readings around the closed period's end say
     * @param at the closed period's end
     */
    record ClosedPeriodCorrected(
            String siloId,
            String contractId,
            String periodId,
            String closedPeriodId,
            Quantity quantity,
            Quantity expandedUncertainty,
            Quantity measuredClosing,
            Instant at)
            implements SiloEvent {}

    /**
     * What was or will be metered of this period is not to be trusted until a person has looked. It
     * is charged all the same; the contract says whether it is settled.
     *
     * @param periodId the one that is charged for it
     * @param from when what is doubtful began; of a balance when metering in the period began
     * @param to when it ended; of a balance the period's end
     * @param quantity by the doubt: the fall, delivery, consumption, balance, stock or uncertainty
     * @param expected the largest fall before, consumption by the level, capacity or limit, or zero
     */
    record MeteringDoubted(
            String siloId,
            String contractId,
            String periodId,
            Doubt doubt,
            Instant from,
            Instant to,
            Quantity quantity,
            Quantity expected)
            implements SiloEvent, MeterDoubted {
        @Override
        public String doubtName() {
            return doubt.name();
        }

        @Override
        public Instant until() {
            return to;
        }
    }

    /**
     * The stock balance of a closed period: {@code opening + deliveries + adjustments - closing =
     * consumed}, and {@code provisional + trueUp + corrections = consumed}.
     *
     * <p>What is billed for a period is {@code consumed}, less {@code corrections}, which other
     * periods are billed for, plus what is corrected of it later.
     *
     * @param nextPeriodId the period that opens, or would if the contract did not end here
     * @param deliveries counted deliveries of this period
     * @param adjustments dated stock adjustments, and deliveries of closed periods that became
     *     known in this one; negative if stock was taken out of the books; zero if absent, as in
     *     events stored before there were any
     * @param closing book stock carried into the next period: the measured stock, or the unchanged
     *     book stock if the balance was within its own uncertainty
     * @param measuredClosing what the readings around the period's end say
     * @param expandedUncertainty of {@code consumed}, k = 2
     * @param carried true if the balance was within its uncertainty and is carried, not billed
     * @param negative true if the balance was negative beyond its uncertainty: an exception,
     *     probably an unrecorded delivery; nothing is billed beyond what was issued already, and
     *     the rest of the balance is carried
     * @param at the period's end, or when it was closed by command
     * @param budget what {@code expandedUncertainty} is made of; null of a silo that is metered by
     *     the first rules
     * @param corrections what was booked in it and drawn in closed periods, which are charged for
     *     it; null if nothing was
     */
    record PeriodClosed(
            String siloId,
            String contractId,
            String periodId,
            String nextPeriodId,
            Quantity opening,
            Quantity deliveries,
            @Nullable Quantity adjustments,
            Quantity closing,
            Quantity measuredClosing,
            Quantity consumed,
            Quantity provisional,
            Quantity trueUp,
            Quantity expandedUncertainty,
            boolean carried,
            boolean negative,
            Instant at,
            @Nullable UncertaintyBudget budget,
            @Nullable Quantity corrections)
            implements SiloEvent, MeterPeriodClosed {

        public PeriodClosed {
            adjustments = adjustments == null ? Quantity.zero(opening.dimension()) : adjustments;
        }

        /** What is billed for this period itself. */
        public Quantity drawn() {
            return corrections == null ? consumed : consumed.minus(corrections);
        }

        @Override
        public @Nullable Quantity negativeBalance() {
            Quantity had = opening.plus(deliveries).plus(adjustments()).minus(measuredClosing);
            Quantity own = corrections == null ? had : had.minus(corrections);
            return negative && own.milli() < 0 ? own : null;
        }

        @Override
        public SortedMap<String, Quantity> quantities() {
            return new TreeMap<>(Map.of(Quantities.ONLY, drawn()));
        }

        @Override
        public Quantity adjustments() {
            return adjustments == null ? Quantity.zero(opening.dimension()) : adjustments;
        }
    }
}
