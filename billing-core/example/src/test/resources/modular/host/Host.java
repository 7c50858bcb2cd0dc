package host;

import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.engine.BillingEngine;
import io.usance.meter.StandardMeters;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.period.BillingCalendar;
import io.usance.pricing.Tariff;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.query.ContractPeriodQuery.ContractPeriod;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.stream.LongStream;
import org.postgresql.ds.PGSimpleDataSource;

/** A host that is a module. Its silo stands under contract for March; the level falls evenly. */
public final class Host {
    private static final Instant MARCH = Instant.parse("2026-02-28T23:00:00Z");

    private Host() {}

    public static void main(String[] arguments) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(arguments[0]);
        // A snapshot every few events, so that another engine reads one.
        BillingEngine engine = BillingEngine.builder(database).eventsPerSnapshot(5).build();
        engine.handle(new RegisterSilo(silo(), MARCH));
        engine.signContract(terms(), MARCH);
        for (int day = 0; day < 20; day++) {
            record(engine, day);
        }
        engine.catchUp();
        BillingEngine again = BillingEngine.builder(database).eventsPerSnapshot(5).build();
        for (int day = 20; day < 33; day++) {
            record(again, day);
        }
        again.catchUp();
        ContractPeriod march =
                again.queries().contractPeriods().contract("contract-1").page().items().getFirst();
        System.out.printf(
                "%s in %d settlements, of module %s, %s%n",
                march.settled(),
                march.settlements(),
                BillingEngine.class.getModule().getName(),
                again.meterEvents(StandardMeters.silo(), "silo-1").isEmpty()
                        ? "without events"
                        : "with events");
    }

    private static void record(BillingEngine engine, int day) {
        List<Reading> readings =
                LongStream.range(0, 24).mapToObj(hour -> reading(day * 24 + hour)).toList();
        engine.handle(
                new RecordReadings("silo-1", readings, MARCH.plus(Duration.ofDays(day + 1L))));
    }

    private static Reading reading(long hour) {
        return new Reading(
                "sensor-1",
                hour + 1,
                null,
                MARCH.plus(Duration.ofHours(hour)),
                ReadingKind.MASS,
                BigDecimal.valueOf(50_000 - 50 * hour),
                UnitOfMeasure.KILOGRAM);
    }

    private static SiloSpec silo() {
        return SiloSpec.builder("silo-1")
                .material("PVC")
                .capacity(kg(80_000))
                .step(kg(1_000))
                .sensor("sensor-1")
                .noise(kg(20))
                .resolution(kg(1))
                .build();
    }

    private static ContractTerms terms() {
        return ContractTerms.builder("contract-1")
                .supplier(new Party("supplier", "Granulat AG", "acct-supplier"))
                .customer(new Party("plant", "Fensterprofile GmbH", "acct-plant"))
                .material("PVC")
                .meters("silo-1")
                .meteringFrom(MARCH)
                .currency(Currency.getInstance("EUR"))
                .calendar(
                        new BillingCalendar(
                                ZoneId.of("Europe/Berlin"), BillingCalendar.Cycle.MONTH))
                .tariff(new Tariff.PerUnit(new BigDecimal("1217.50"), UnitOfMeasure.TONNE))
                .build();
    }

    private static Quantity kg(long kg) {
        return new Quantity(kg * 1_000, Dimension.MASS);
    }
}
