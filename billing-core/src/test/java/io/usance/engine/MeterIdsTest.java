package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.meter.machine.MachineCommand.RegisterMachine;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.RegisterWidth;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A silo that is registered later under the id of a machine that is under a contract. */
@Tag("slow")
class MeterIdsTest {
    private static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");
    private static final Instant APRIL = Instant.parse("2026-03-31T22:00:00Z");
    private final HikariDataSource dataSource = TestDatabase.empty();

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Test
    void theContractCanStillBeTerminated() {
        BillingEngine engine = BillingEngine.builder(dataSource).build();
        engine.handle(
                new RegisterMachine(
                        new MachineSpec(
                                "no-1",
                                "plc-1",
                                List.of(
                                        RegisterSpec.of(
                                                "total",
                                                UnitOfMeasure.ONE,
                                                RegisterWidth.bits(32, true),
                                                new BigDecimal("1000"))),
                                List.of(),
                                List.of(OutputSpec.register("parts", "total")),
                                900),
                        FROM));
        engine.signContract(
                ContractTerms.builder("c")
                        .supplier(new Party("s", "Supplier", "acct-s"))
                        .customer(new Party("c", "Customer", "acct-c"))
                        .meters("no-1")
                        .currency(Currency.getInstance("EUR"))
                        .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
                        .tariff(
                                new Tariff.PerUnit(
                                        new BigDecimal("0.084"), UnitOfMeasure.ONE, "parts"))
                        .meteringFrom(FROM)
                        .build(),
                FROM);
        engine.handle(
                new RegisterSilo(
                        new SiloSpec(
                                "no-1",
                                "PVC",
                                new Quantity(60_000_000, Dimension.MASS),
                                null,
                                new SensorSpec(
                                        "sensor-1",
                                        new Quantity(20_000, Dimension.MASS),
                                        new Quantity(0, Dimension.MASS),
                                        0),
                                new Quantity(1_000_000, Dimension.MASS)),
                        FROM));
        assertThatCode(() -> engine.terminateContract("c", APRIL, "sold", FROM))
                .doesNotThrowAnyException();
    }
}
