package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.meter.StandardMeters;
import io.usance.meter.machine.MachineCommand.RecordMachineReadings;
import io.usance.meter.machine.MachineCommand.RegisterMachine;
import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.RegisterWidth;
import io.usance.meter.machine.state.MachineKind;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tier;
import io.usance.quantity.UnitOfMeasure;
import io.usance.reconciliation.Identity;
import io.usance.reconciliation.ReadModels.MeterPeriod;
import io.usance.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A machine from its registers to its settlement, on a real Postgres. */
@Tag("slow")
class MachineBillingTest {
    private static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");
    private static final Instant APRIL = Instant.parse("2026-03-31T22:00:00Z");
    private static final String MARCH = "2026-03-01/2026-04-01";
    private static final MachineSpec PRESS =
            new MachineSpec(
                    "press-1",
                    "plc-1",
                    List.of(register("total"), register("bad")),
                    List.of(),
                    List.of(OutputSpec.difference("goodParts", "total", "bad")),
                    900);

    private final HikariDataSource dataSource = TestDatabase.empty();
    private final BillingEngine engine = engine();

    @AfterEach
    void close() {
        dataSource.close();
    }

    private BillingEngine engine() {
        MachineKind kind = new MachineKind();
        EngineBuilder builder = BillingEngine.builder(dataSource).eventsPerSnapshot(5);
        boolean known =
                StandardMeters.kinds().all().stream()
                        .anyMatch(one -> one.name().equals(kind.name()));
        return (known ? builder : builder.meterKind(kind)).build();
    }

    private static RegisterSpec register(String name) {
        return RegisterSpec.of(
                name, UnitOfMeasure.ONE, RegisterWidth.bits(32, true), new BigDecimal("600"));
    }

    @Test
    void goodPartsOfAMonthArePaidToTheCent() {
        engine.handle(new RegisterMachine(PRESS, FROM));
        engine.signContract(terms(), FROM);
        long sequence = 0;
        for (int day = 0; day <= 30; day++) {
            Instant at = FROM.plus(Duration.ofDays(day));
            read(engine, reading(++sequence, at, 6_000L * day, 68L * day));
        }
        BillingEngine restarted = engine();
        read(restarted, reading(++sequence, APRIL, 183_420, 2_071));
        read(restarted, reading(++sequence, APRIL.plusSeconds(900), 183_430, 2_071));
        restarted.catchUp();

        MeterPeriod march =
                restarted.internals().readModels().meterPeriods().stream()
                        .filter(p -> p.periodId().equals(MARCH))
                        .findFirst()
                        .orElseThrow();
        assertThat(march.state()).isEqualTo("CLOSED");
        assertThat(march.quantityName()).isEqualTo("goodParts");
        assertThat(march.consumedMilli()).isEqualTo(181_349_000L);
        assertThat(restarted.internals().readModels().contractPeriods())
                .filteredOn(p -> p.periodId().equals(MARCH))
                .extracting(p -> p.amountMinor())
                .containsExactly(1_417_578L);
        assertThat(restarted.internals().readModels().identities()).allMatch(Identity::holds);
        List<String> before = restarted.internals().readModels().dump();
        restarted.internals().readModels().reset();
        restarted.catchUp();
        assertThat(restarted.internals().readModels().dump()).isEqualTo(before);
    }

    private static void read(BillingEngine engine, MachineReading reading) {
        engine.handle(
                new RecordMachineReadings(
                        "press-1", List.of(reading), reading.sampledAt().plusSeconds(5)));
    }

    private static MachineReading reading(long sequence, Instant at, long total, long bad) {
        return MachineReading.of(
                "plc-1",
                sequence,
                at,
                Map.of("total", BigDecimal.valueOf(total), "bad", BigDecimal.valueOf(bad)));
    }

    private static ContractTerms terms() {
        return ContractTerms.builder("c-1")
                .supplier(new Party("maker", "Pressen AG", "acct-maker"))
                .customer(new Party("plant", "Profile GmbH", "acct-plant"))
                .material("pressed parts")
                .meters("press-1")
                .currency(Currency.getInstance("EUR"))
                .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
                .tariff(
                        new Tariff.Graduated(
                                List.of(
                                        new Tier(new BigDecimal("100000"), new BigDecimal("0.084")),
                                        new Tier(null, new BigDecimal("0.071"))),
                                UnitOfMeasure.ONE))
                .meteringFrom(FROM)
                .build();
    }
}
