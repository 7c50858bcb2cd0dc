package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.Tariff;
import io.usance.quantity.Aggregation;
import io.usance.quantity.UnitOfMeasure;
import io.usance.reconciliation.Identity;
import io.usance.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The month's highest quarter of an hour as a capacity charge beside energy, from the register to
 * the settlement, on a real Postgres.
 */
@Tag("slow")
class CapacityBillingTest {
    private static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");
    private static final Instant APRIL = Instant.parse("2026-03-31T22:00:00Z");
    private static final String MARCH = "2026-03-01/2026-04-01";
    private static final MachineSpec PRESS =
            new MachineSpec(
                    "press-1",
                    "plc-1",
                    List.of(
                            new RegisterSpec(
                                    "kwh",
                                    UnitOfMeasure.KILOWATT_HOUR,
                                    RegisterWidth.bits(31, false),
                                    2,
                                    BigDecimal.ONE,
                                    new BigDecimal("1000"))),
                    List.of(),
                    List.of(
                            OutputSpec.register("energy", "kwh").byQuarters(),
                            OutputSpec.power("power", "energy")),
                    900);

    private final HikariDataSource dataSource = TestDatabase.empty();
    private final BillingEngine engine =
            BillingEngine.builder(dataSource).eventsPerSnapshot(5).build();
    private long sequence;

    @AfterEach
    void close() {
        dataSource.close();
    }

    /** 160 kWh in half an hour without a reading may have been 500 kW, and are no quarter. */
    @Test
    void theHighestWholeQuarterIsChargedAndAGapIsNone() {
        engine.handle(new RegisterMachine(PRESS, FROM));
        engine.signContract(terms(Aggregation.MAXIMUM, "power", "kW"), FROM);
        read(FROM, "0");
        read(FROM.plusSeconds(900), "25"); // 100 kW
        read(FROM.plusSeconds(1_800), "55.5"); // 122 kW
        engine.catchUp();
        assertThat(issued()).isEqualTo(1_412_18L); // 55.5 x 0.2314 + 122 x 11.47
        read(FROM.plusSeconds(3_600), "215.5"); // a gap
        read(FROM.plusSeconds(4_500), "245.5"); // 120 kW
        read(APRIL, "245.5");
        read(APRIL.plusSeconds(900), "245.5");
        engine.catchUp();
        // 245.5 kWh x 0.2314 = 56.8087, 122 kW x 11.47 = 1,399.34.
        assertThat(issued()).isEqualTo(1_456_15L);
        assertThat(engine.internals().readModels().contractPeriods())
                .filteredOn(p -> p.periodId().equals(MARCH))
                .extracting(p -> p.state())
                .containsExactly("SETTLED");
        assertThat(engine.internals().readModels().identities()).allMatch(Identity::holds);
    }

    @Test
    void whatAMeterDoesNotReportByIntervalsHasNoMaximum() {
        engine.handle(new RegisterMachine(PRESS, FROM));
        refused(
                terms(Aggregation.SUM, "power", "kW"),
                "contract c-1 takes the SUM of power, but of that of machine press-1 a price can take MAXIMUM; write take: MAXIMUM in its rates");
        refused(
                terms(Aggregation.LAST, "power", "kW"),
                "contract c-1 takes the LAST of power, but of that of machine press-1 a price can take MAXIMUM; write take: MAXIMUM in its rates, or price a quantity that it reports by intervals");
        refused(
                terms(Aggregation.MAXIMUM, "demand", "kW"),
                "contract c-1 prices demand, which none of its meters measures; they measure energy, power");
        assertThat(engine.internals().log().head()).isEqualTo(1);
    }

    private void refused(ContractTerms terms, String message) {
        assertThatThrownBy(() -> engine.signContract(terms, FROM))
                .isInstanceOf(MeterQuantityException.class)
                .hasMessage(message);
    }

    private long issued() {
        return engine.internals().readModels().contractPeriods().stream()
                .filter(p -> p.periodId().equals(MARCH))
                .mapToLong(p -> p.amountMinor())
                .sum();
    }

    private void read(Instant at, String kwh) {
        MachineReading reading =
                MachineReading.of("plc-1", ++sequence, at, Map.of("kwh", new BigDecimal(kwh)));
        assertThat(
                        engine.handle(
                                        new RecordMachineReadings(
                                                "press-1", List.of(reading), at.plusSeconds(5)))
                                .refusals())
                .isEmpty();
    }

    private static ContractTerms terms(Aggregation take, String of, String per) {
        return ContractTerms.builder("c-1")
                .supplier(new Party("maker", "Pressen AG", "acct-maker"))
                .customer(new Party("plant", "Profile GmbH", "acct-plant"))
                .material("electricity")
                .meters("press-1")
                .currency(Currency.getInstance("EUR"))
                .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
                .tariff(
                        new Tariff.Composite(
                                List.of(
                                        new Tariff.PerUnit(
                                                new BigDecimal("0.2314"),
                                                UnitOfMeasure.KILOWATT_HOUR,
                                                "energy"),
                                        new Tariff.PerUnit(
                                                new BigDecimal("11.47"),
                                                UnitOfMeasure.of(per),
                                                of,
                                                take,
                                                null))))
                .meteringFrom(FROM)
                .build();
    }
}
