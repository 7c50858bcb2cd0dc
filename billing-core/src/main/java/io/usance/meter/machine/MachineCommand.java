package io.usance.meter.machine;

import io.usance.failure.Checks;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.metering.MeterCommand;
import io.usance.period.BillingCalendar;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** What can be asked of a machine. Time arrives in the command; nothing here reads a clock. */
public sealed interface MachineCommand extends MeterCommand<MachineEvent> {

    String machineId();

    @Override
    default String meterId() {
        return machineId();
    }

    /** Makes a machine known. Refused if it is known already with another specification. */
    record RegisterMachine(MachineSpec spec, Instant at) implements MachineCommand {
        public RegisterMachine {
            Checks.given(spec, "registerMachine.spec");
            spec.registers()
                    .forEach(register ->
                            Checks.given(
                                    register.width(),
                                    "registerMachine.spec.registers."
                                            + register.name()
                                            + ".width"));
            Checks.time(at, "registerMachine.at");
        }

        @Override
        public String machineId() {
            return spec.machineId();
        }
    }

    /**
     * Puts the machine under a contract. What it made before {@code meteringFrom} is not metered.
     */
    record AssignMachine(
            String machineId,
            String contractId,
            BillingCalendar calendar,
            Instant meteringFrom,
            Instant at)
            implements MachineCommand {
        public AssignMachine {
            Checks.given(machineId, "assignMachine.machineId");
            Checks.given(contractId, "assignMachine.contractId");
            Checks.given(calendar, "assignMachine.calendar");
            Checks.time(meteringFrom, "assignMachine.meteringFrom");
            Checks.time(at, "assignMachine.at");
        }
    }

    /**
     * Releases the machine from its contract when a billing period ends. Repeating it changes
     * nothing.
     *
     * @param endsAt end of the open period or of a later one; otherwise refused
     */
    record EndMachineContract(String machineId, String contractId, Instant endsAt, Instant at)
            implements MachineCommand {
        public EndMachineContract {
            Checks.given(machineId, "endMachineContract.machineId");
            Checks.given(contractId, "endMachineContract.contractId");
            Checks.time(endsAt, "endMachineContract.endsAt");
            Checks.time(at, "endMachineContract.at");
        }
    }

    /**
     * A register was reset, or the counter behind it replaced: it goes on from another value, and
     * nothing was made in between. May be sent ahead of time, also before the machine's first
     * reading: if that is sampled later than the exchange, metering begins with what it shows.
     * Refused if readings sampled at or after {@code exchangedAt} have been taken already; until
     * then, another announcement of the same instant takes the place of the one before. Idempotent.
     *
     * @param lastValue what it showed last; the last reading's value if it is not known
     * @param firstValue what it showed first from then on
     * @param reason for people
     */
    record ExchangeCounter(
            String machineId,
            String register,
            Instant exchangedAt,
            BigDecimal lastValue,
            BigDecimal firstValue,
            String reason,
            Instant at)
            implements MachineCommand {
        public ExchangeCounter {
            Checks.given(machineId, "exchangeCounter.machineId");
            Checks.given(register, "exchangeCounter.register");
            Checks.time(exchangedAt, "exchangeCounter.exchangedAt");
            Checks.given(lastValue, "exchangeCounter.lastValue");
            Checks.given(firstValue, "exchangeCounter.firstValue");
            Checks.given(reason, "exchangeCounter.reason");
            Checks.time(at, "exchangeCounter.at");
        }
    }

    /**
     * Another device reads the machine's registers. Registers that restart with it are exchanged as
     * well, each by {@link ExchangeCounter}. Until the new device has sent, another announcement
     * takes the place of the one before; that of the present device withdraws it. Idempotent.
     *
     * @param from readings sampled from here on come from the new device
     * @param reason for people
     */
    record ExchangeDevice(
            String machineId, String deviceId, Instant from, String reason, Instant at)
            implements MachineCommand {
        public ExchangeDevice {
            Checks.given(machineId, "exchangeDevice.machineId");
            Checks.given(deviceId, "exchangeDevice.deviceId");
            Checks.time(from, "exchangeDevice.from");
            Checks.given(reason, "exchangeDevice.reason");
            Checks.time(at, "exchangeDevice.at");
        }
    }

    /** Readings of one machine in the order they arrived. */
    record RecordMachineReadings(
            String machineId, List<MachineReading> readings, Instant receivedAt)
            implements MachineCommand {
        public RecordMachineReadings {
            Checks.given(machineId, "recordMachineReadings.machineId");
            Checks.all(readings, "recordMachineReadings.readings");
            Checks.time(receivedAt, "recordMachineReadings.receivedAt");
        }

        /** Starts the readings of this machine. */
        public static RecordMachineReadingsBuilder builder(String machineId) {
            return new RecordMachineReadingsBuilder(machineId);
        }
    }

    /**
     * Closes the open period with what is known, for a machine that has fallen silent; readings
     * that wait for missing ones before them count first. A machine that keeps reporting closes its
     * periods without this command.
     *
     * @param periodId the open period; anything else is ignored
     */
    record CloseMachinePeriod(String machineId, String periodId, Instant at)
            implements MachineCommand {
        public CloseMachinePeriod {
            Checks.given(machineId, "closeMachinePeriod.machineId");
            Checks.given(periodId, "closeMachinePeriod.periodId");
            Checks.time(at, "closeMachinePeriod.at");
        }
    }
}
