package io.usance.meter.machine.state;

import static io.usance.meter.machine.state.MachineScenario.FROM;
import static io.usance.meter.machine.state.MachineScenario.MARCH;
import static io.usance.meter.machine.state.MachineScenario.MONTHS;
import static io.usance.meter.machine.state.MachineScenario.dec;

import io.usance.meter.machine.MachineEvent;
import io.usance.meter.machine.MachineEvent.CounterExchanged;
import io.usance.meter.machine.MachineEvent.Doubt;
import io.usance.meter.machine.MachineEvent.MachineAssigned;
import io.usance.meter.machine.MachineEvent.MachineContractEnded;
import io.usance.meter.machine.MachineEvent.MachineDeviceExchanged;
import io.usance.meter.machine.MachineEvent.MachineDoubtNoted;
import io.usance.meter.machine.MachineEvent.MachineGapNoted;
import io.usance.meter.machine.MachineEvent.MachineMetered;
import io.usance.meter.machine.MachineEvent.MachineOpened;
import io.usance.meter.machine.MachineEvent.MachinePeriodClosed;
import io.usance.meter.machine.MachineEvent.MachinePeriodCorrected;
import io.usance.meter.machine.MachineEvent.MachineReadingsRecorded;
import io.usance.meter.machine.MachineEvent.MachineRegisterAdjusted;
import io.usance.meter.machine.MachineEvent.MachineRegistered;
import io.usance.meter.machine.MachineEvent.RegisterBalance;
import io.usance.meter.machine.MachineEvent.RegisterChange;
import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.PartQuality;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.RegisterWidth;
import io.usance.metering.MeteredKind;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An event of each type of a machine; each has a golden file. */
public final class GoldenMachineEvents {
    static final Instant LATER = Instant.parse("2026-03-05T09:41:07.125Z");

    private GoldenMachineEvents() {}

    /** All of them. */
    public static List<MachineEvent> all() {
        return List.of(
                new MachineRegistered(spec(), FROM),
                new MachineAssigned("press-1", "c-1", MONTHS, FROM, LATER),
                new MachineContractEnded("press-1", "c-1", FROM, LATER),
                new CounterExchanged(
                        "press-1", "total", LATER, dec("5100"), dec("0"), "new PLC", LATER),
                new MachineDeviceExchanged("press-1", "plc-2", LATER, "defect", LATER),
                readings(),
                new MachineGapNoted("press-1", "plc-1", 2, 17, 19, FROM, LATER),
                new MachineDoubtNoted(
                        "press-1",
                        "energy",
                        Doubt.QUARTERS_ESTIMATED,
                        new Quantity(40_000_000, Dimension.ENERGY),
                        FROM,
                        LATER),
                new MachineOpened("press-1", "c-1", MARCH, "goodParts", parts(9_000), FROM),
                new MachineRegisterAdjusted(
                        "press-1",
                        "c-1",
                        MARCH,
                        "goodParts",
                        RegisterChange.ROLLOVER,
                        parts(-4_294_967_296_000L)),
                new MachineMetered(
                        "press-1",
                        "c-1",
                        MARCH,
                        7,
                        MeteredKind.PROVISIONAL,
                        "energy",
                        new Quantity(25_000_000, Dimension.ENERGY),
                        new Quantity(80_500_000, Dimension.ENERGY),
                        FROM,
                        FROM.plusSeconds(900),
                        LATER),
                new MachinePeriodCorrected(
                        "press-1",
                        "c-1",
                        "2026-04-01/2026-05-01",
                        MARCH,
                        "goodParts",
                        parts(100_000)),
                new MachinePeriodClosed(
                        "press-1",
                        "c-1",
                        MARCH,
                        "2026-04-01/2026-05-01",
                        new TreeMap<>(
                                Map.of(
                                        "goodParts",
                                        new RegisterBalance(
                                                parts(9_000),
                                                parts(0),
                                                parts(181_358_000),
                                                parts(181_358_000),
                                                parts(181_349_000),
                                                parts(181_300_000),
                                                parts(49_000)))),
                        true,
                        LATER));
    }

    private static Quantity parts(long milli) {
        return new Quantity(milli, Dimension.COUNT);
    }

    static MachineSpec spec() {
        return new MachineSpec(
                "press-1",
                "plc-1",
                List.of(
                        RegisterSpec.of(
                                "total",
                                UnitOfMeasure.ONE,
                                RegisterWidth.bits(32, true),
                                dec("600")),
                        RegisterSpec.of(
                                "bad", UnitOfMeasure.ONE, RegisterWidth.bits(32, true), dec("600")),
                        new RegisterSpec(
                                "heat",
                                UnitOfMeasure.MEGAJOULE,
                                RegisterWidth.bits(31, false),
                                1,
                                dec("1"),
                                dec("5000"))),
                List.of("EXECUTE", "IDLE"),
                List.of(
                        OutputSpec.difference("goodParts", "total", "bad"),
                        OutputSpec.parts("tested", "total", PartQuality.GOOD)
                                .inStepsOf(parts(10_000)),
                        OutputSpec.running("hours", "EXECUTE"),
                        OutputSpec.register("energy", "heat").byQuarters(),
                        OutputSpec.power("power", "energy")),
                900);
    }

    static MachineReading reading(long sequence, Instant at) {
        return MachineReading.of(
                        "plc-1",
                        sequence,
                        at,
                        MachineScenario.values(
                                "total",
                                Long.toString(1_000 + sequence),
                                "bad",
                                "3",
                                "heat",
                                "100.0"))
                .in("EXECUTE")
                .of(PartQuality.GOOD);
    }

    private static MachineReadingsRecorded readings() {
        return new MachineReadingsRecorded(
                "press-1",
                List.of(
                        reading(5, FROM),
                        reading(6, FROM.plusMillis(900_250)),
                        reading(1, LATER).in("IDLE").inEpoch(1),
                        MachineReading.of("plc-1", 2, LATER, Map.of()).inEpoch(1)),
                LATER);
    }
}
