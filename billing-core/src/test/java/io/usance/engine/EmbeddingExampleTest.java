package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.ReadingKind;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.Decision;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.reconciliation.Identity;
import io.usance.reconciliation.ReadModels.Settlement;
import io.usance.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The shortest way through the engine: register, sign, record, read. */
@Tag("slow")
class EmbeddingExampleTest {

    @Test
    void anApplicationEmbedsTheEngine() {
        try (HikariDataSource dataSource = TestDatabase.empty()) {
            List<Settlement> settlements = embed(dataSource);
            assertThat(settlements).hasSizeGreaterThan(5);
            assertThat(settlements.getFirst().settlementId()).isEqualTo("c-1/1");
            assertThat(settlements).allMatch(s -> s.amountMinor() == s.quantityMilli() * 12 / 100);
            BillingEngine again = BillingEngine.builder(dataSource).build();
            assertThat(again.internals().readModels().identities()).allMatch(Identity::holds);
        }
    }

    private static List<Settlement> embed(DataSource dataSource) {
        BillingEngine engine = BillingEngine.builder(dataSource).build();

        Instant start = Instant.parse("2026-03-01T00:00:00Z");
        Quantity capacity = kg(60_000);
        SensorSpec sensor = new SensorSpec("sensor-7", kg(20), kg(1), 24);
        SiloSpec silo = new SiloSpec("silo-7", "PVC", capacity, null, sensor, kg(1_000));
        engine.handle(new RegisterSilo(silo, start));
        ContractTerms terms =
                ContractTerms.builder("c-1")
                        .supplier(new Party("granulat", "Granulat AG", "acct-granulat"))
                        .customer(new Party("profile", "Profile GmbH", "acct-profile"))
                        .material("PVC")
                        .meters("silo-7")
                        .currency(Currency.getInstance("EUR"))
                        .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
                        .tariff(new Tariff.PerUnit(new BigDecimal("1200"), UnitOfMeasure.TONNE))
                        .meteringFrom(start)
                        .build();
        engine.signContract(terms, start);

        List<Reading> readings =
                LongStream.range(0, 300) // every 15 minutes, 50 kg less each time
                        .mapToObj(i -> reading(i, start.plus(Duration.ofMinutes(15 * i))))
                        .toList();
        Instant received = start.plus(Duration.ofDays(4));
        Decision<SiloEvent> decision =
                engine.handle(new RecordReadings("silo-7", readings, received));
        decision.refusals().forEach(refusal -> System.err.println(refusal.detail()));

        engine.catchUp(); // charges what was metered, then brings the read models up to date
        return engine.internals().readModels().settlements();
    }

    private static Reading reading(long i, Instant at) {
        BigDecimal level = BigDecimal.valueOf(50_000 - 50 * i);
        return new Reading(
                "sensor-7", i, null, at, ReadingKind.MASS, level, UnitOfMeasure.KILOGRAM);
    }

    private static Quantity kg(long kg) {
        return Quantity.of(BigDecimal.valueOf(kg), UnitOfMeasure.KILOGRAM);
    }
}
