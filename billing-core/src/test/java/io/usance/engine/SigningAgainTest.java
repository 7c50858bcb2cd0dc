package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractTerms;
import io.usance.contract.Party;
import io.usance.meter.machine.MachineCommand.RecordMachineReadings;
import io.usance.meter.machine.MachineCommand.RegisterMachine;
import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.RegisterWidth;
import io.usance.period.BillingCalendar;
import io.usance.pricing.Tariff;
import io.usance.quantity.UnitOfMeasure;
import io.usance.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a restart of the service does: it signs all contracts of the master data again. */
@Tag("slow")
class SigningAgainTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private final HikariDataSource dataSource = TestDatabase.empty();

    @AfterEach
    void close() {
        dataSource.close();
    }

    /** A machine that is let for a week at a time, the ten rentals in the master data. */
    @Test
    void tenRentalsOneAfterTheOtherAreSignedAgain() {
        BillingEngine engine = BillingEngine.builder(dataSource).build();
        engine.handle(new RegisterMachine(press(), at(LocalDate.parse("2026-03-02"))));
        LocalDate day = LocalDate.parse("2026-03-02");
        for (int week = 0; week < 10; week++) {
            engine.signContract(rental(week), at(day.plusWeeks(week)));
            read(engine, 2 * week + 1, at(day.plusWeeks(week)), 100 * week);
            read(engine, 2 * week + 2, at(day.plusWeeks(week + 1)), 100 * week + 100);
        }
        engine.catchUp();
        long head = engine.internals().log().head();
        BillingEngine restarted = BillingEngine.builder(dataSource).build();
        for (int week = 0; week < 10; week++) {
            restarted.signContract(rental(week), at(day.plusWeeks(11)));
        }
        assertThat(restarted.internals().log().head()).isEqualTo(head);
    }

    private static void read(BillingEngine engine, long sequence, Instant at, long total) {
        engine.handle(
                new RecordMachineReadings(
                        "press-1",
                        List.of(
                                MachineReading.of(
                                        "plc-1",
                                        sequence,
                                        at,
                                        Map.of("total", BigDecimal.valueOf(total)))),
                        at.plusSeconds(5)));
    }

    private static Instant at(LocalDate day) {
        return day.atStartOfDay(BERLIN).toInstant();
    }

    private static ContractTerms rental(int week) {
        LocalDate from = LocalDate.parse("2026-03-02").plusWeeks(week);
        return ContractTerms.builder("rental-" + week)
                .supplier(new Party("s", "Supplier", "acct-s"))
                .customer(new Party("c", "Customer", "acct-c"))
                .meters("press-1")
                .currency(Currency.getInstance("EUR"))
                .calendar(BillingCalendar.once(BERLIN, from, from.plusWeeks(1)))
                .tariff(new Tariff.PerUnit(new BigDecimal("0.084"), UnitOfMeasure.ONE, "parts"))
                .meteringFrom(at(from))
                .build();
    }

    private static MachineSpec press() {
        return new MachineSpec(
                "press-1",
                "plc-1",
                List.of(
                        RegisterSpec.of(
                                "total",
                                UnitOfMeasure.ONE,
                                RegisterWidth.bits(32, true),
                                new BigDecimal("1000"))),
                List.of(),
                List.of(OutputSpec.register("parts", "total")),
                900);
    }
}
