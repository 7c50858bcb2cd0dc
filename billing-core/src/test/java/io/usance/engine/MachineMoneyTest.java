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
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.CarryForward;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tier;
import io.usance.quantity.UnitOfMeasure;
import io.usance.reconciliation.Identity;
import io.usance.reconciliation.ReadModels.Settlement;
import io.usance.store.TestDatabase;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A machine's month from its registers to the cent, through the engine on a real Postgres. */
@Tag("slow")
class MachineMoneyTest {
    private static final Instant FROM = Instant.parse("2026-02-28T23:00:00Z");
    private static final Instant APRIL = Instant.parse("2026-03-31T22:00:00Z");
    private static final String MARCH = "2026-03-01/2026-04-01";
    private static final int DAYS = 31;

    private static final MachineSpec PRESS =
            new MachineSpec(
                    "press-1",
                    "plc-1",
                    List.of(
                            new RegisterSpec(
                                    "hourCounter",
                                    UnitOfMeasure.HOUR,
                                    RegisterWidth.bits(31, false),
                                    1,
                                    BigDecimal.ONE,
                                    null),
                            RegisterSpec.of(
                                    "total",
                                    UnitOfMeasure.ONE,
                                    RegisterWidth.bits(32, true),
                                    new BigDecimal("1800"))),
                    List.of(),
                    List.of(
                            OutputSpec.register("hours", "hourCounter"),
                            OutputSpec.register("parts", "total")),
                    900);

    private static final MachineSpec MOULD =
            new MachineSpec(
                    "mould-1",
                    "plc-1",
                    List.of(counter("total"), counter("bad")),
                    List.of(),
                    List.of(OutputSpec.difference("goodParts", "total", "bad")),
                    900);

    private static RegisterSpec counter(String name) {
        return RegisterSpec.of(
                name, UnitOfMeasure.ONE, RegisterWidth.bits(32, true), new BigDecimal("1800"));
    }

    private static final Tariff.Usage HOURS =
            new Tariff.Graduated(
                    List.of(
                            new Tier(new BigDecimal("160"), new BigDecimal("48.50")),
                            new Tier(null, new BigDecimal("39.00"))),
                    UnitOfMeasure.HOUR,
                    "hours");

    private static final Tariff.Usage PARTS =
            new Tariff.PerUnit(new BigDecimal("0.084"), UnitOfMeasure.ONE, "parts");

    private final HikariDataSource dataSource = TestDatabase.empty();
    private final BillingEngine engine = BillingEngine.builder(dataSource).build();

    @AfterEach
    void close() {
        dataSource.close();
    }

    /** 1,500 + 160 x 48.50 + 52.4 x 39.00 = 11,303.60. */
    @ParameterizedTest
    @CsvSource({
        "212.4, 11303.60", // 1500 + 7760 + 2043.60
        "160.0, 9260.00", // the first tier, to its end
        "160.1, 9263.90",
        "0.0, 1500.00", // the base alone
    })
    void hoursInTiersOverABase(BigDecimal hours, BigDecimal due) {
        bill(
                new Tariff.Composite(List.of(new Tariff.BaseFee(new BigDecimal("1500")), HOURS)),
                hours,
                0);
        assertDue(due);
    }

    /** Both quantities count towards one minimum, and what is above it is due as it is. */
    @ParameterizedTest
    @CsvSource({
        "100.0, 10000, 10000.00", // 4850 + 840 = 5690
        "100.0, 61309, 10000.00", // 4850 + 5149.956 = 9999.956
        "100.0, 61310, 10000.04", // 4850 + 5150.04
        "212.4, 100000, 18203.60", // 9803.60 + 8400
        "0.0, 0, 10000.00",
    })
    void hoursAndPartsUnderOneMinimum(BigDecimal hours, long parts, BigDecimal due) {
        bill(
                new Tariff.Composite(
                        List.of(
                                HOURS,
                                PARTS,
                                new Tariff.Minimum(new BigDecimal("10000"), CarryForward.NONE))),
                hours,
                parts);
        assertDue(due);
    }

    /** 100,000 x 0.084 + 81,349 x 0.071 = 14,175.779: scrap is not paid for. */
    @ParameterizedTest
    @CsvSource({
        "183420, 2071, 14175.78",
        "102071, 2071, 8400.00", // the first tier, to its end
        "102072, 2071, 8400.07",
        "2071, 2071, 0.00",
    })
    void goodPartsInTiersWithoutTheScrap(long made, long bad, BigDecimal due) {
        engine.handle(new RegisterMachine(MOULD, FROM));
        Tariff tariff =
                new Tariff.Graduated(
                        List.of(
                                new Tier(new BigDecimal("100000"), new BigDecimal("0.084")),
                                new Tier(null, new BigDecimal("0.071"))),
                        UnitOfMeasure.ONE,
                        "goodParts");
        engine.signContract(terms(tariff, "mould-1"), FROM);
        // Both counters turn at 2^31 - 1 and go on from -2^31.
        long turn = Integer.MAX_VALUE - 1_000L;
        for (int day = 0; day < DAYS; day++) {
            Map<String, BigDecimal> registers =
                    Map.of(
                            "total", BigDecimal.valueOf((int) (turn + made * day / DAYS)),
                            "bad", BigDecimal.valueOf((int) (turn + bad * day / DAYS)));
            read("mould-1", day + 1, FROM.plus(Duration.ofDays(day)), registers);
        }
        read("mould-1", DAYS + 1, APRIL, ends(turn, made, bad));
        read("mould-1", DAYS + 2, APRIL.plusSeconds(900), ends(turn, made, bad));
        engine.catchUp();
        assertDue(due);
    }

    private static Map<String, BigDecimal> ends(long turn, long made, long bad) {
        return Map.of(
                "total", BigDecimal.valueOf((int) (turn + made)),
                "bad", BigDecimal.valueOf((int) (turn + bad)));
    }

    /** The registers go up a little each day; the last reading says the whole. */
    private void bill(Tariff tariff, BigDecimal hours, long parts) {
        engine.handle(new RegisterMachine(PRESS, FROM));
        engine.signContract(terms(tariff, "press-1"), FROM);
        for (int day = 0; day < DAYS; day++) {
            BigDecimal share =
                    hours.multiply(BigDecimal.valueOf(day))
                            .divide(BigDecimal.valueOf(DAYS), 1, RoundingMode.DOWN);
            read(day + 1, FROM.plus(Duration.ofDays(day)), share, parts * day / DAYS);
        }
        read(DAYS + 1, APRIL, hours, parts);
        read(DAYS + 2, APRIL.plusSeconds(900), hours, parts);
        engine.catchUp();
    }

    private void read(long sequence, Instant at, BigDecimal hours, long parts) {
        read(
                "press-1",
                sequence,
                at,
                Map.of("hourCounter", hours, "total", BigDecimal.valueOf(parts)));
    }

    private void read(
            String machineId, long sequence, Instant at, Map<String, BigDecimal> registers) {
        MachineReading reading = MachineReading.of("plc-1", sequence, at, registers);
        assertThat(
                        engine.handle(
                                        new RecordMachineReadings(
                                                machineId, List.of(reading), at.plusSeconds(5)))
                                .refusals())
                .isEmpty();
    }

    private void assertDue(BigDecimal due) {
        long minor = due.movePointRight(2).longValueExact();
        assertThat(engine.internals().readModels().contractPeriods())
                .filteredOn(p -> p.periodId().equals(MARCH))
                .extracting(p -> p.amountMinor())
                .containsExactly(minor);
        assertThat(
                        engine.internals().readModels().settlements().stream()
                                .filter(s -> s.periodId().equals(MARCH))
                                .mapToLong(Settlement::amountMinor)
                                .sum())
                .isEqualTo(minor);
        assertThat(engine.internals().readModels().identities()).allMatch(Identity::holds);
    }

    private static ContractTerms terms(Tariff tariff, String machineId) {
        return ContractTerms.builder("c-1")
                .supplier(new Party("maker", "Pressen AG", "acct-maker"))
                .customer(new Party("plant", "Profile GmbH", "acct-plant"))
                .material("pressed parts")
                .meters(machineId)
                .currency(Currency.getInstance("EUR"))
                .calendar(new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH))
                .tariff(tariff)
                .meteringFrom(FROM)
                .build();
    }
}
