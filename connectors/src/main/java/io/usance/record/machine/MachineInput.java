package io.usance.record.machine;

import io.usance.meter.machine.MachineCommand.RecordMachineReadings;
import io.usance.meter.machine.MachineReading;
import io.usance.record.Decoding;
import io.usance.record.InboundRecord;
import io.usance.record.MeterInput;
import io.usance.record.MeterTopic;
import java.time.Instant;
import java.util.List;

/** Readings of machines. */
public final class MachineInput implements MeterInput {
    /** Topic of readings; key = machine. */
    public static final String READINGS = "usance.machine-readings";

    @Override
    public String kind() {
        return "machine";
    }

    @Override
    public List<MeterTopic<?>> topics() {
        return List.of(new Readings());
    }

    @Override
    public List<String> eventSchemas() {
        return List.of(
                "machine-registered",
                "machine-assigned",
                "machine-contract-ended",
                "counter-exchanged",
                "machine-device-exchanged",
                "machine-gap-noted",
                "machine-doubt-noted",
                "machine-opened",
                "machine-register-adjusted",
                "machine-metered",
                "machine-period-corrected",
                "machine-period-closed");
    }

    private static final class Readings implements MeterTopic<MachineReading> {
        private final MachineReadingDecoder decoder = new MachineReadingDecoder();

        @Override
        public String name() {
            return READINGS;
        }

        @Override
        public String schema() {
            return "machine-reading";
        }

        @Override
        public Decoding<MachineReading> decode(InboundRecord arrived) {
            return decoder.decode(arrived);
        }

        @Override
        public RecordMachineReadings command(
                String machineId, List<MachineReading> readings, Instant arrivedAt) {
            return new RecordMachineReadings(machineId, readings, arrivedAt);
        }
    }
}
