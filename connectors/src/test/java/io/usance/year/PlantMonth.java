package io.usance.year;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractTerms;
import io.usance.contract.InvoiceParty;
import io.usance.contract.Party;
import io.usance.contract.SelfBilling;
import io.usance.contract.VatCategory;
import io.usance.embedded.SharedParts;
import io.usance.engine.BillingEngine;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.pricing.Tariff;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.function.IntToLongFunction;

/** A database of its own with one silo, 40 kg drawn an hour from January 2025 on. */
public final class PlantMonth implements AutoCloseable {
    public static final String JANUARY = SimulatedYear.period(1).id();
    public static final String FEBRUARY = SimulatedYear.period(2).id();
    private static final Instant FROM = SimulatedYear.FROM;

    public final String database = SharedParts.uniqueName();
    public final HikariDataSource pool;
    public final BillingEngine engine;

    public PlantMonth() {
        SharedParts.database().createDatabase(database);
        HikariConfig settings = new HikariConfig();
        settings.setJdbcUrl(SharedParts.database().jdbcUrl(database));
        settings.setMaximumPoolSize(2);
        pool = new HikariDataSource(settings);
        engine = BillingEngine.builder(pool).build();
        engine.handle(
                new RegisterSilo(
                        new SiloSpec(
                                "silo-1",
                                "PVC granulate",
                                SimulatedYear.kg(60_000),
                                null,
                                new SensorSpec(
                                        "sensor-1", SimulatedYear.kg(20), SimulatedYear.kg(1), 24),
                                SimulatedYear.kg(1_000)),
                        FROM));
        engine.signContract(terms(), FROM);
    }

    public static ContractTerms terms() {
        return ContractTerms.builder("c-1")
                .supplier(new Party("s", "Granulat AG", "acct-s"))
                .customer(new Party("p", "Fensterprofile GmbH", "acct-p"))
                .material("PVC granulate")
                .meters("silo-1")
                .currency(Currency.getInstance("EUR"))
                .calendar(SimulatedYear.MONTHS)
                .tariff(new Tariff.PerUnit(new BigDecimal("1217.5030"), UnitOfMeasure.TONNE))
                .meteringFrom(FROM)
                .taxPercent(new BigDecimal("19"))
                .selfBilling(
                        new SelfBilling(
                                "SB-1",
                                LocalDate.of(2024, 12, 1),
                                party("4012345000009", "DE123456788", "DE89370400440532013000"),
                                party("4098765000003", "DE987654328", "DE02120300000000202051"),
                                "PO-4711",
                                VatCategory.STANDARD,
                                null,
                                14,
                                new BigDecimal("0.05"),
                                new BigDecimal("0.5")))
                .build();
    }

    private static InvoiceParty party(String gln, String vatId, String iban) {
        return new InvoiceParty(
                "0088", gln, vatId, null, "Werkstraße 1", "Bremen", "28195", "DE", iban, null);
    }

    /** Readings of the hours from the start of the year on, then all stages. */
    public void read(int fromHour, int toHour) {
        read(fromHour, toHour, hour -> 55_000 - 40L * hour);
    }

    /** As above, of a level of one's own, in kilograms by the hour. */
    public void read(int fromHour, int toHour, IntToLongFunction level) {
        for (int from = fromHour; from < toHour; from += 24) {
            List<Reading> readings = new ArrayList<>();
            for (int hour = from; hour < Math.min(toHour, from + 24); hour++) {
                readings.add(reading(hour, level.applyAsLong(hour)));
            }
            engine.handle(
                    new RecordReadings(
                            "silo-1", readings, FROM.plus(Duration.ofHours(from + 24L))));
        }
        engine.catchUp();
    }

    private static Reading reading(int hour, long kilograms) {
        return new Reading(
                "sensor-1",
                hour + 1L,
                null,
                FROM.plus(Duration.ofHours(hour)),
                ReadingKind.MASS,
                BigDecimal.valueOf(kilograms),
                UnitOfMeasure.KILOGRAM);
    }

    @Override
    public void close() {
        pool.close();
    }
}
