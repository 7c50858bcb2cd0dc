package io.usance.washing;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.embedded.SharedParts;
import io.usance.engine.BillingEngine;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A meter by OpenPeriod whose contract is over, and a restart that signs the contract again. */
@Tag("slow")
class WashingSignedAgainTest {
    private static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");
    private static final Instant APRIL = Instant.parse("2026-03-31T22:00:00Z");

    @Test
    void aContractThatIsOverStaysOver() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(SharedParts.newDatabase());
        try (HikariDataSource pool = new HikariDataSource(config)) {
            BillingEngine engine = BillingEngine.builder(pool).meterKind(new WashKind()).build();
            engine.handle(new WashKind.WasherRegistered("w-1", 1_000));
            engine.signContract(terms("laundry", FROM), FROM);
            engine.terminateContract("laundry", APRIL, "sold", FROM);
            engine.closePeriod("washer", "w-1", "2026-03-01/2026-04-01", APRIL);
            engine.catchUp();
            long head = engine.internals().log().head();
            engine.signContract(terms("laundry", FROM), APRIL.plusSeconds(60));
            engine.signContract(terms("hotel", APRIL), APRIL.plusSeconds(60));
            assertThat(engine.internals().log().head())
                    .as("the other contract, and nothing else")
                    .isEqualTo(head + 2);
        }
    }

    private static ContractTerms terms(String contractId, Instant from) {
        return ContractTerms.builder(contractId)
                .supplier(new Party("maker", "Waschwerk AG", "acct-maker"))
                .customer(new Party("hotel", "Hotel am See GmbH", "acct-hotel"))
                .material("washing")
                .meters("w-1")
                .currency(Currency.getInstance("EUR"))
                .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
                .tariff(new Tariff.PerUnit(new BigDecimal("2.50"), UnitOfMeasure.ONE))
                .meteringFrom(from)
                .build();
    }
}
