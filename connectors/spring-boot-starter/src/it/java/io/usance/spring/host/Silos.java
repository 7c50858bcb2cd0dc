package io.usance.spring.host;

import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;

/** Commands to silos. */
final class Silos {
    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private Silos() {}

    static RegisterSilo register(String id) {
        return new RegisterSilo(
                new SiloSpec(
                        id,
                        "PVC",
                        kg(80_000),
                        null,
                        new SensorSpec("sensor-" + id, kg(20), kg(1), 24),
                        kg(1_000)),
                START);
    }

    /** A contract over the silo, named like it. */
    static ContractTerms contract(String id) {
        return ContractTerms.builder(id)
                .supplier(new Party("supplier", "Granulat AG", "acct-supplier"))
                .customer(new Party("plant", "Fensterprofile GmbH", "acct-plant"))
                .material("PVC")
                .meters(id)
                .currency(Currency.getInstance("EUR"))
                .calendar(new BillingCalendar(ZoneId.of("UTC"), Cycle.MONTH))
                .tariff(new Tariff.PerUnit(new BigDecimal("1217.50"), UnitOfMeasure.TONNE))
                .meteringFrom(START)
                .build();
    }

    /** One reading, an hour after the one before. */
    static RecordReadings reading(String id, int no) {
        Instant at = START.plus(Duration.ofHours(no));
        return new RecordReadings(
                id,
                List.of(
                        new Reading(
                                "sensor-" + id,
                                no,
                                null,
                                at,
                                ReadingKind.MASS,
                                BigDecimal.valueOf(50_000 - 50L * no),
                                UnitOfMeasure.KILOGRAM)),
                at);
    }

    /** One reading, a quarter of an hour after the one before, and a little lower. */
    static RecordReadings dense(String id, int no) {
        Instant at = START.plus(Duration.ofMinutes(15L * no));
        return new RecordReadings(
                id,
                List.of(
                        new Reading(
                                "sensor-" + id,
                                no,
                                null,
                                at,
                                ReadingKind.MASS,
                                BigDecimal.valueOf(60_000 - 2L * no),
                                UnitOfMeasure.KILOGRAM)),
                at);
    }

    private static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }
}
