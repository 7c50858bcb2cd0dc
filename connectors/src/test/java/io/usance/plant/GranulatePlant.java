package io.usance.plant;

import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.simulation.Imperfections;
import io.usance.simulation.SiloProfile;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;

/**
 * A plant that draws PVC granulate from silos of 60 t: what its silos and contracts are in every
 * test. How many there are, and what is wrong with them, is each test's own.
 */
public final class GranulatePlant {
    private static final String MATERIAL = "PVC granulate";

    private GranulatePlant() {}

    /** A silo of 60 t with load cells or a radar. */
    public static SiloSpec silo(String siloId, SensorSpec sensor, Quantity smallestDelivery) {
        return new SiloSpec(siloId, MATERIAL, kg(60_000), null, sensor, smallestDelivery);
    }

    /** Read every quarter of an hour, in kilograms, with the usual imperfections. */
    public static SiloProfile profile(SiloSpec silo, Quantity dailyDraw) {
        return new SiloProfile(
                silo,
                ReadingKind.MASS,
                UnitOfMeasure.KILOGRAM,
                Duration.ofMinutes(15),
                dailyDraw,
                kg(150),
                kg(24_000),
                kg(40_000),
                Imperfections.USUAL);
    }

    /** Between the same two companies, in euro and in Berlin's time. */
    public static ContractTerms terms(
            String contractId, List<String> siloIds, Cycle cycle, Tariff tariff, Instant from) {
        return ContractTerms.builder(contractId)
                .supplier(new Party("supplier", "Granulat AG", "acct-supplier"))
                .customer(new Party("plant", "Profile GmbH", "acct-plant"))
                .material(MATERIAL)
                .meters(siloIds)
                .currency(Currency.getInstance("EUR"))
                .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), cycle))
                .tariff(tariff)
                .meteringFrom(from)
                .build();
    }

    /** A mass. */
    public static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }
}
