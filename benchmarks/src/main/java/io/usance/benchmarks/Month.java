package io.usance.benchmarks;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloCommand.AssignContract;
import io.usance.meter.silo.SiloCommand.RecordDelivery;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.simulation.Imperfections;
import io.usance.simulation.SiloProfile;
import io.usance.simulation.SiloSimulator;
import io.usance.simulation.SimulatedReading;
import io.usance.simulation.SimulatedSilo;
import io.usance.simulation.SimulationSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One silo's simulated month, the same in every run. */
final class Month {
    static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");
    static final Instant TO = Instant.parse("2026-03-31T22:00:00Z");
    static final Instant RECEIVED = Instant.parse("2026-05-01T00:00:00Z");

    final SimulatedSilo silo;
    final List<Reading> readings;

    Month() {
        SiloSpec spec =
                new SiloSpec(
                        "silo-1",
                        "PVC granulate",
                        kg(60_000),
                        null,
                        new SensorSpec("sensor-1", kg(25), kg(1), 24),
                        kg(1_000));
        SiloProfile profile =
                new SiloProfile(
                        spec,
                        ReadingKind.MASS,
                        UnitOfMeasure.KILOGRAM,
                        Duration.ofMinutes(15),
                        kg(3_500),
                        kg(180),
                        kg(24_000),
                        kg(40_000),
                        Imperfections.USUAL);
        silo = SiloSimulator.simulate(new SimulationSpec(7, FROM, TO, List.of(profile))).getFirst();
        readings =
                silo.readings().stream()
                        .map(SimulatedReading::decoded)
                        .flatMap(Optional::stream)
                        .toList();
    }

    /** What sets the silo up, and all delivery notes. */
    List<SiloCommand> beforeReadings() {
        List<SiloCommand> commands = new ArrayList<>();
        commands.add(new RegisterSilo(silo.profile().silo(), FROM));
        BillingCalendar calendar = new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH);
        commands.add(new AssignContract("silo-1", "contract-1", calendar, FROM, FROM));
        silo.deliveries().forEach(d -> commands.add(new RecordDelivery("silo-1", d.note(), FROM)));
        return commands;
    }

    private static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }
}
