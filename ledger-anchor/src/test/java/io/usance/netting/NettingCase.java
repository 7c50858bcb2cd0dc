package io.usance.netting;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.anchor.evm.EscrowSite;
import io.usance.anchor.evm.EvmEscrow;
import io.usance.batching.BatchSealer;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.contract.state.ChargingCommand.ChargeConsumption;
import io.usance.engine.BillingEngine;
import io.usance.escrow.Mandate;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.MeteredKind;
import io.usance.money.Money;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.settlement.stage.NettingBook;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A Postgres, a node, an escrow and two contracts that settle through it. Person 1 and 2 pay 3; a
 * tonne costs 100 EUR.
 */
abstract class NettingCase {
    static final Instant START = Instant.parse("2026-02-28T23:00:00Z");
    static final Currency EUR = Currency.getInstance("EUR");
    static final String MARCH = "2026-03-01/2026-04-01";
    static final long ENOUGH = 100_000_00;

    final EscrowSite site = new EscrowSite();
    final HikariDataSource database = NettingDatabase.empty();
    final BillingEngine engine = BillingEngine.builder(database).build();
    final NettingBook book = new NettingBook(engine.internals().transactions());
    final EvmEscrow asked = site.operator();
    final Map<String, Long> consumptions = new HashMap<>();
    EscrowBook escrow = escrow(100);
    BatchNetting netting = new BatchNetting(engine, List.of(escrow), 1);

    @BeforeEach
    void contracts() {
        sign("a", 1, 3, "EUR");
        sign("b", 2, 3, "EUR");
    }

    @AfterEach
    void close() {
        asked.close();
        escrow.close();
        database.close();
        site.close();
    }

    // ---- help ----

    EscrowBook escrow(int movesMax) {
        return new EscrowBook(site.operator(), EUR, accounts(), movesMax);
    }

    Map<String, String> accounts() {
        return Map.of("p1", site.address(1), "p2", site.address(2), "p3", site.address(3));
    }

    void mandate(int payer, long capMinor) {
        site.person(payer).setMandate(site.address(3), new Mandate(capMinor, 720, Mandate.NEVER));
    }

    void settleAll() {
        for (int step = 0; netting.step(Instant.now()); step++) {
            assertThat(step).isLessThan(100);
        }
    }

    void seal() {
        BatchSealer sealer = new BatchSealer(engine, 1_000, Duration.ZERO, new java.util.Random(1));
        assertThat(sealer.step(Instant.now().plusSeconds(60))).isTrue();
    }

    String root(long batchNo) {
        return ((io.usance.settlement.BatchEvent.BatchSealed)
                        engine.internals().batch(batchNo).getFirst())
                .root();
    }

    long received(int person) {
        return asked.account(site.address(person)).orElseThrow().balanceMinor();
    }

    void sign(String id, int payer, int payee, String currency) {
        Quantity small = new Quantity(1_000, Dimension.MASS);
        SensorSpec sensor = new SensorSpec("sensor-" + id, small, small, 0);
        Quantity capacity = new Quantity(60_000_000, Dimension.MASS);
        engine.handle(
                new RegisterSilo(
                        new SiloSpec("silo-" + id, "PVC", capacity, null, sensor, small), START));
        engine.signContract(
                ContractTerms.builder("c-" + id)
                        .supplier(new Party("s", "Supplier", "p" + payee))
                        .customer(new Party("p", "Plant", "p" + payer))
                        .material("PVC")
                        .meters("silo-" + id)
                        .currency(Currency.getInstance(currency))
                        .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
                        .tariff(new Tariff.PerUnit(new BigDecimal("100"), UnitOfMeasure.TONNE))
                        .meteringFrom(START)
                        .build(),
                START);
    }

    /** What the charging stage hands over. */
    void draw(String id, long kg) {
        long no = consumptions.merge(id, 1L, Long::sum);
        Quantity quantity = new Quantity(kg * 1_000, Dimension.MASS);
        engine.internals()
                .charge(
                        new ChargeConsumption(
                                new ConsumptionMetered(
                                        "silo-" + id,
                                        "c-" + id,
                                        MARCH,
                                        no,
                                        MeteredKind.PROVISIONAL,
                                        quantity,
                                        quantity,
                                        no),
                                START));
    }

    static Money eur(long cents) {
        return new Money(cents, EUR);
    }
}
