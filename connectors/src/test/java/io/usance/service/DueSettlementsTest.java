package io.usance.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractTerms;
import io.usance.contract.SettlementPolicy;
import io.usance.contract.SettlementPolicy.When;
import io.usance.contract.state.ChargingCommand.ChargeConsumption;
import io.usance.embedded.SharedParts;
import io.usance.engine.BillingEngine;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.metering.MeteredKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is settled by its age is settled when no charge comes any more. */
@Tag("slow")
class DueSettlementsTest {
    private static final Instant METERED = Plant.FROM.plus(Duration.ofHours(3));
    private static final String DAY = "2026-03-02/2026-03-03";

    @Test
    void aChargeIsSettledWhenItIsOldEnoughAndOnlyWhereThatIsAgreed() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(SharedParts.newDatabase());
        config.setMaximumPoolSize(4);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            BillingEngine engine = BillingEngine.builder(pool).build();
            sign(engine, "by-age", new SettlementPolicy(When.INTERVAL, 6, null));
            sign(engine, "at-close", new SettlementPolicy(When.AT_CLOSE, null, null));
            for (String siloId : List.of("by-age", "at-close")) {
                engine.internals().charge(charge(siloId, 1, METERED));
                engine.internals().charge(charge(siloId, 2, METERED.plus(Duration.ofHours(4))));
            }
            engine.catchUp();
            DueSettlements due = new DueSettlements(engine);

            Instant sixHours = METERED.plus(Duration.ofHours(6));
            assertThat(settledAt(engine, due, sixHours.minusMillis(1))).isEmpty();
            assertThat(settledAt(engine, due, sixHours))
                    .as("1,000 kg at 1.137 twice, in one settlement")
                    .containsExactly("contract-of-by-age/1 2274.00");
            assertThat(settledAt(engine, due, sixHours.plus(Duration.ofDays(30))))
                    .as("nothing is left")
                    .hasSize(1);
            engine.internals().charge(charge("by-age", 3, METERED.plus(Duration.ofHours(9))));
            engine.catchUp();
            assertThat(
                            engine.internals()
                                    .readModels()
                                    .settlementsDue(METERED.plus(Duration.ofHours(15)), 100))
                    .containsExactly("contract-of-by-age");
            List<String> before = engine.internals().readModels().dump();
            engine.internals().readModels().reset();
            engine.catchUp();
            assertThat(engine.internals().readModels().dump()).isEqualTo(before);
        }
    }

    private static List<String> settledAt(BillingEngine engine, DueSettlements due, Instant now) {
        assertThat(due.step(now)).as("there is no second page").isFalse();
        assertThat(due.step(now)).as("the read models are behind").isFalse();
        engine.catchUp();
        return engine.internals().readModels().settlements().stream()
                .map(s -> s.settlementId() + " " + s.amountMinor() / 100 + ".00")
                .toList();
    }

    private static ChargeConsumption charge(String siloId, long no, Instant at) {
        return new ChargeConsumption(
                new ConsumptionMetered(
                        siloId,
                        "contract-of-" + siloId,
                        DAY,
                        no,
                        MeteredKind.PROVISIONAL,
                        Plant.kg(1_000),
                        Plant.kg(1_000),
                        no),
                at);
    }

    private static void sign(BillingEngine engine, String siloId, SettlementPolicy policy) {
        engine.handle(new RegisterSilo(Plant.spec(siloId), Plant.FROM));
        ContractTerms t = Plant.terms(siloId);
        engine.signContract(
                ContractTerms.builder(t.contractId())
                        .version(t.version())
                        .supplier(t.supplier())
                        .customer(t.customer())
                        .material(t.material())
                        .meters(t.meterIds())
                        .currency(t.currency())
                        .calendar(t.calendar())
                        .tariffs(t.tariffs())
                        .rounding(t.rounding())
                        .meteringFrom(t.meteringFrom())
                        .payees(t.payees())
                        .settlement(policy)
                        .indexRules(t.indexRules())
                        .build(),
                Plant.FROM);
    }
}
