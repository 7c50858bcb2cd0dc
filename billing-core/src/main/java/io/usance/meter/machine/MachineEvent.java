package io.usance.meter.machine;

import io.usance.meter.machine.spec.MachineSpec;
import io.usance.metering.EvidenceRecorded;
import io.usance.metering.MeterAssigned;
import io.usance.metering.MeterEvent;
import io.usance.metering.MeterLeft;
import io.usance.metering.MeterPeriodClosed;
import io.usance.metering.Metered;
import io.usance.metering.MeteredKind;
import io.usance.period.BillingCalendar;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What happened to a machine. The stored form of each is fixed by golden files. */
public sealed interface MachineEvent extends MeterEvent {

    String machineId();

    @Override
    default String meterId() {
        return machineId();
    }

    record MachineRegistered(MachineSpec spec, Instant at) implements MachineEvent {
        @Override
        public String machineId() {
            return spec.machineId();
        }
    }

    record MachineAssigned(
            String machineId,
            String contractId,
            BillingCalendar calendar,
            Instant meteringFrom,
            Instant at)
            implements MachineEvent, MeterAssigned {}

    /**
     * The machine is under its contract until {@code endsAt}, the end of a billing period.
     *
     * @param at when it was recorded
     */
    record MachineContractEnded(String machineId, String contractId, Instant endsAt, Instant at)
            implements MachineEvent, MeterLeft {}

    /**
     * A register goes on from {@code firstValue} where it had reached {@code lastValue}.
     *
     * @param at when it was recorded
     */
    record CounterExchanged(
            String machineId,
            String register,
            Instant exchangedAt,
            BigDecimal lastValue,
            BigDecimal firstValue,
            String reason,
            Instant at)
            implements MachineEvent {}

    /** Another device reads the registers of what is sampled at {@code from} or later. */
    record MachineDeviceExchanged(
            String machineId, String deviceId, Instant from, String reason, Instant at)
            implements MachineEvent {}

    /**
     * Raw evidence: readings taken by one command, in the order they arrived. Never empty. One
     * command leads to several of these if something other than provisional quantities follows from
     * readings in its midst.
     */
    record MachineReadingsRecorded(
            String machineId, List<MachineReading> readings, Instant receivedAt)
            implements MachineEvent, EvidenceRecorded {
        @Override
        public int records() {
            return readings.size();
        }

        @Override
        public Instant newestAt() {
            return readings.stream()
                    .map(MachineReading::sampledAt)
                    .max(Instant::compareTo)
                    .orElseThrow();
        }
    }

    /**
     * The order went on without some of the device's sequences. If they come after all they are
     * evidence only: what registers count is in the next reading, and a state is not known again.
     *
     * @param firstSequence the first that is missing
     * @param lastSequence the last that is missing, inclusive
     * @param from time of sampling reached before the gap
     * @param to when the reading behind it was sampled
     */
    record MachineGapNoted(
            String machineId,
            String deviceId,
            long epoch,
            long firstSequence,
            long lastSequence,
            Instant from,
            Instant to)
            implements MachineEvent {}

    /**
     * Something about a quantity is less certain than usual.
     *
     * @param quantityName whose
     * @param quantity what was counted, or not counted, in the meantime; null where that is unknown
     * @param from when it began
     * @param until when it ended
     */
    record MachineDoubtNoted(
            String machineId,
            String quantityName,
            Doubt doubt,
            @Nullable Quantity quantity,
            Instant from,
            Instant until)
            implements MachineEvent {}

    /** Why. */
    enum Doubt {
        /**
         * The machine was silent beyond its interval; whether it ran is unknown, nothing counts.
         */
        RUN_TIME_UNKNOWN,
        /** Silent for so long that a register may have turned over more than once; one counts. */
        TURNS_UNKNOWN,
        /** The quarters of an hour are shared out by time; their total is what was read. */
        QUARTERS_ESTIMATED,
        /** Made under a contract whose last period was closed without it; it is not metered. */
        AFTER_CONTRACT_CLOSED
    }

    /**
     * From here on a quantity is metered for a contract.
     *
     * @param register what its registers show then; null if it has none, or one for several
     *     qualities of parts
     * @param at {@code meteringFrom}, or the first reading if that is later
     */
    record MachineOpened(
            String machineId,
            String contractId,
            String periodId,
            String quantityName,
            @Nullable Quantity register,
            Instant at)
            implements MachineEvent {}

    /**
     * What registers show changed although nothing was made.
     *
     * @param quantity added to what is shown; negative at a rollover
     */
    record MachineRegisterAdjusted(
            String machineId,
            String contractId,
            String periodId,
            String quantityName,
            RegisterChange change,
            Quantity quantity)
            implements MachineEvent {}

    /** Why. */
    enum RegisterChange {
        /** It started again at its width. */
        ROLLOVER,
        /** It was reset or replaced, as announced. */
        EXCHANGE
    }

    /**
     * A quantity was made and is to be charged.
     *
     * @param meteredNo per machine, from 1, without gaps, over all its quantities
     * @param from null unless it is of a quarter of an hour
     * @param until null exactly if {@code from} is
     * @param asOf time of sampling reached
     */
    record MachineMetered(
            String machineId,
            String contractId,
            String periodId,
            long meteredNo,
            MeteredKind kind,
            String quantityName,
            Quantity quantity,
            Quantity periodTotal,
            @Nullable Instant from,
            @Nullable Instant until,
            Instant asOf)
            implements MachineEvent, Metered {}

    /**
     * Part of what is metered in the open period was made in a closed one, whose readings came
     * late. The closed period stays as it is.
     *
     * @param periodId the open period
     * @param closedPeriodId when it was made
     */
    record MachinePeriodCorrected(
            String machineId,
            String contractId,
            String periodId,
            String closedPeriodId,
            String quantityName,
            Quantity quantity)
            implements MachineEvent {}

    /**
     * A billing period is closed.
     *
     * @param nextPeriodId the period that opens, or would if the contract did not end here
     * @param balances of each quantity, by name
     * @param complete false if readings had not reached its end
     * @param at the period's end, or when it was closed by command
     */
    record MachinePeriodClosed(
            String machineId,
            String contractId,
            String periodId,
            String nextPeriodId,
            SortedMap<String, RegisterBalance> balances,
            boolean complete,
            Instant at)
            implements MachineEvent, MeterPeriodClosed {

        public MachinePeriodClosed {
            balances = Collections.unmodifiableSortedMap(new TreeMap<>(balances));
        }

        @Override
        public SortedMap<String, Quantity> quantities() {
            SortedMap<String, Quantity> quantities = new TreeMap<>();
            balances.forEach((name, balance) -> quantities.put(name, balance.consumed()));
            return quantities;
        }
    }

    /**
     * {@code closing - opening - adjusted = consumed}, and {@code provisional + trueUp = consumed}.
     *
     * @param opening book register; null if the quantity has none or was never read
     * @param adjusted rollovers and exchanges; zero without a register
     * @param closing null exactly if {@code opening} is
     * @param measured what readings at the period's end say, or the last ones before it; null if
     *     {@code closing} is
     * @param trueUp what was issued at the close; may be negative
     */
    record RegisterBalance(
            @Nullable Quantity opening,
            Quantity adjusted,
            @Nullable Quantity closing,
            @Nullable Quantity measured,
            Quantity consumed,
            Quantity provisional,
            Quantity trueUp) {}
}
