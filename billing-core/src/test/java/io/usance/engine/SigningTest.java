package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractConflictException;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloConflictException;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is refused when a contract is signed, and that a refusal leaves nothing behind. */
@Tag("slow")
class SigningTest {
    private static final Instant AT = Instant.parse("2026-02-28T23:00:00Z");

    private final HikariDataSource dataSource = TestDatabase.empty();
    private final BillingEngine engine = BillingEngine.builder(dataSource).build();

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Test
    void aTariffPerTonneOverASiloMeteredInLitresIsRefusedWhole() {
        engine.handle(new RegisterSilo(silo("mass", Dimension.MASS), AT));
        engine.handle(new RegisterSilo(silo("volume", Dimension.VOLUME), AT));
        long head = engine.internals().log().head();
        assertThatThrownBy(() ->
                        engine.signContract(terms("c", UnitOfMeasure.TONNE, "mass", "volume"), AT))
                .isInstanceOf(MeterQuantityException.class)
                .hasMessage(
                        "contract c has prices per t (MASS) but silo volume is metered in L"
                                + " (VOLUME); price per L, or register the silo so that it is"
                                + " metered in kg");
        assertThat(engine.internals().log().head()).isEqualTo(head);
        engine.signContract(terms("c", UnitOfMeasure.TONNE, "mass"), AT);
        engine.signContract(terms("v", UnitOfMeasure.CUBIC_METRE, "volume"), AT);
        assertThat(engine.internals().log().head()).isEqualTo(head + 4);
    }

    @Test
    void otherTermsUnderTheSameNameAreRefused() {
        engine.handle(new RegisterSilo(silo("a", Dimension.MASS), AT));
        engine.signContract(terms("c", UnitOfMeasure.TONNE, "a"), AT);
        assertThatThrownBy(() -> engine.signContract(terms("c", UnitOfMeasure.KILOGRAM, "a"), AT))
                .isInstanceOf(ContractConflictException.class)
                .hasMessageContaining("contract c is already signed with other terms")
                .hasMessageContaining("(tariffs[0].tariff.per: t, asked kg)");
    }

    @Test
    void aSiloUnderAnotherContractIsRefused() {
        engine.handle(new RegisterSilo(silo("a", Dimension.MASS), AT));
        engine.signContract(terms("c", UnitOfMeasure.TONNE, "a"), AT);
        long head = engine.internals().log().head();
        assertThatThrownBy(() -> engine.signContract(terms("d", UnitOfMeasure.TONNE, "a"), AT))
                .isInstanceOf(SiloConflictException.class)
                .hasMessageContaining("already set up as contract c with calendar=MONTH")
                .hasMessageContaining("cannot become contract d with calendar=MONTH");
        assertThat(engine.internals().log().head()).isEqualTo(head);
    }

    @Test
    void theSameTermsWrittenWithAnExponentAreTheSame() {
        engine.handle(new RegisterSilo(silo("a", Dimension.MASS), AT));
        engine.signContract(terms("c", "1.2E+3", UnitOfMeasure.TONNE, "a"), AT);
        long head = engine.internals().log().head();
        BillingEngine restarted = BillingEngine.builder(dataSource).build();
        restarted.signContract(terms("c", "1.2E+3", UnitOfMeasure.TONNE, "a"), AT);
        assertThat(restarted.internals().log().head()).isEqualTo(head);
    }

    private static SiloSpec silo(String siloId, Dimension dimension) {
        Quantity step = new Quantity(1_000_000, dimension);
        Quantity noise = new Quantity(20_000, dimension);
        return new SiloSpec(
                siloId,
                "gas oil",
                new Quantity(60_000_000, dimension),
                null,
                new SensorSpec("sensor-" + siloId, noise, new Quantity(0, dimension), 0),
                step);
    }

    private static ContractTerms terms(String contractId, UnitOfMeasure per, String... silos) {
        return terms(contractId, "1.2", per, silos);
    }

    private static ContractTerms terms(
            String contractId, String price, UnitOfMeasure per, String... silos) {
        return ContractTerms.builder(contractId)
                .supplier(new Party("s", "Supplier", "acct-s"))
                .customer(new Party("c", "Customer", "acct-c"))
                .material("gas oil")
                .meters(silos)
                .currency(Currency.getInstance("EUR"))
                .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
                .tariff(new Tariff.PerUnit(new BigDecimal(price), per))
                .meteringFrom(AT)
                .build();
    }
}
