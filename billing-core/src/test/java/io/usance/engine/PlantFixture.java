package io.usance.engine;

import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand.RecordDelivery;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.Decision;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tier;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.simulation.Imperfections;
import io.usance.simulation.SiloProfile;
import io.usance.simulation.SiloSimulator;
import io.usance.simulation.SimulatedDelivery;
import io.usance.simulation.SimulatedReading;
import io.usance.simulation.SimulatedSilo;
import io.usance.simulation.SimulationSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A few simulated silos under one contract each, and how they reach an engine. */
final class PlantFixture {
    static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");
    static final Instant TO = Instant.parse("2026-03-31T22:00:00Z");

    private PlantFixture() {}

    static List<SimulatedSilo> simulate(long seed, int silos) {
        List<SiloProfile> profiles =
                IntStream.range(0, silos).mapToObj(PlantFixture::profile).toList();
        return SiloSimulator.simulate(new SimulationSpec(seed, FROM, TO, profiles));
    }

    private static SiloProfile profile(int i) {
        SiloSpec spec =
                new SiloSpec(
                        "silo-" + i,
                        "PVC granulate",
                        kg(60_000),
                        null,
                        new SensorSpec(
                                "sensor-" + i,
                                kg(20),
                                kg(i % 2 == 0 ? 1 : 60),
                                i % 2 == 0 ? 24 : 0),
                        kg(1_000));
        return new SiloProfile(
                spec,
                ReadingKind.MASS,
                UnitOfMeasure.KILOGRAM,
                Duration.ofMinutes(15),
                kg(3_000 + 500L * i),
                kg(150),
                kg(24_000),
                kg(40_000),
                Imperfections.USUAL);
    }

    static ContractTerms terms(SimulatedSilo silo) {
        return ContractTerms.builder("contract-of-" + silo.siloId())
                .supplier(new Party("supplier", "Granulat AG", "acct-supplier"))
                .customer(new Party("plant", "Profile GmbH", "acct-plant"))
                .material("PVC granulate")
                .meters(silo.siloId())
                .currency(Currency.getInstance("EUR"))
                .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
                .tariff(
                        new Tariff.Graduated(
                                List.of(
                                        new Tier(new BigDecimal("40"), new BigDecimal("1200")),
                                        new Tier(new BigDecimal("80"), new BigDecimal("1150")),
                                        new Tier(null, new BigDecimal("1100"))),
                                UnitOfMeasure.TONNE))
                .meteringFrom(FROM)
                .build();
    }

    static void setUp(BillingEngine engine, List<SimulatedSilo> silos) {
        for (SimulatedSilo silo : silos) {
            engine.handle(new RegisterSilo(silo.profile().silo(), FROM));
            engine.signContract(terms(silo), FROM);
        }
    }

    /** Delivery notes first, then readings; each poll ends where {@code cuts} says. */
    static Decision feed(BillingEngine engine, SimulatedSilo silo, List<Integer> cuts) {
        for (SimulatedDelivery delivery : silo.deliveries()) {
            engine.handle(new RecordDelivery(silo.siloId(), delivery.note(), FROM));
        }
        List<Reading> readings =
                silo.readings().stream()
                        .map(SimulatedReading::decoded)
                        .flatMap(Optional::stream)
                        .toList();
        int recorded = 0;
        int duplicates = 0;
        List<Decision.Refusal> refusals = new ArrayList<>();
        int from = 0;
        for (int to : ends(cuts, readings.size())) {
            Decision<SiloEvent> decision =
                    engine.handle(
                            new RecordReadings(
                                    silo.siloId(),
                                    readings.subList(from, to),
                                    TO.plus(Duration.ofDays(30))));
            recorded += decision.recorded();
            duplicates += decision.duplicates();
            refusals.addAll(decision.refusals());
            from = to;
        }
        return new Decision(List.of(), refusals, recorded, duplicates);
    }

    private static List<Integer> ends(List<Integer> cuts, int size) {
        List<Integer> ends =
                new ArrayList<>(
                        cuts.stream().filter(c -> c > 0 && c < size).distinct().sorted().toList());
        ends.add(size);
        return ends;
    }

    static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }
}
