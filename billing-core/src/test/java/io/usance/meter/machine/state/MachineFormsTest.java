package io.usance.meter.machine.state;

import static io.usance.meter.machine.state.MachineScenario.FROM;
import static io.usance.meter.machine.state.MachineScenario.MONTHS;
import static io.usance.meter.machine.state.MachineScenario.dec;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.engine.GoldenFiles;
import io.usance.engine.form.EventForms;
import io.usance.engine.form.MeterState;
import io.usance.meter.machine.MachineCommand;
import io.usance.meter.machine.MachineCommand.RecordMachineReadings;
import io.usance.meter.machine.MachineReading;
import io.usance.metering.MeterKinds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The stored form of a machine's snapshot; {@code EventFormsTest} has those of its events. A file
 * of a released form is never changed.
 */
class MachineFormsTest {
    private static final MachineKind KIND = new MachineKind();
    private static final EventForms FORMS = new EventForms(MeterKinds.of(List.of(KIND)));

    @Test
    void theSnapshotIsStoredAsItsGoldenFile() {
        MachineScenario press = new MachineScenario(GoldenMachineEvents.spec(), MONTHS, FROM);
        List<MachineReading> readings = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            readings.add(GoldenMachineEvents.reading(i, FROM.plusSeconds(600L * i)));
        }
        // Beyond a gap: kept back until it is filled or given up.
        readings.add(GoldenMachineEvents.reading(12, FROM.plusSeconds(7_200)));
        press.send(new RecordMachineReadings("press-1", readings, GoldenMachineEvents.LATER));
        press.send(
                new MachineCommand.ExchangeCounter(
                        "press-1",
                        "total",
                        GoldenMachineEvents.LATER,
                        dec("1100"),
                        dec("0"),
                        "new PLC",
                        GoldenMachineEvents.LATER));
        press.send(
                new MachineCommand.ExchangeDevice(
                        "press-1",
                        "plc-2",
                        GoldenMachineEvents.LATER,
                        "defect",
                        GoldenMachineEvents.LATER));
        MeterState<MachineState> stored = new MeterState<>(KIND, press.state);
        GoldenFiles.assertStored(FORMS, "MachineSnapshot", stored);
        assertThat(FORMS.encode(stored).length()).isLessThan(8_000);
    }
}
