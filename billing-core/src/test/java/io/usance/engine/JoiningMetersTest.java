package io.usance.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.contract.ContractMeter;
import io.usance.contract.ContractTerms;
import io.usance.contract.ContractTermsException;
import io.usance.contract.Party;
import io.usance.meter.machine.MachineCommand.RecordMachineReadings;
import io.usance.meter.machine.MachineCommand.RegisterMachine;
import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.RegisterWidth;
import io.usance.metering.MeterConflictException;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.CarryForward;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tier;
import io.usance.quantity.UnitOfMeasure;
import io.usance.reconciliation.Identity;
import io.usance.reconciliation.ReadModels.ContractPeriod;
import io.usance.store.TestDatabase;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Meters that join a contract later, and leave it, with the joint price of all. */
@Tag("slow")
class JoiningMetersTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final long SEED = 20_261_130;
    private static final int LIVES = 12;

    private final HikariDataSource dataSource = TestDatabase.empty();
    private BillingEngine engine = engine();
    private final Map<String, Long> sequences = new TreeMap<>();

    private BillingEngine engine() {
        return BillingEngine.builder(dataSource).eventsPerSnapshot(7).build();
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    /** 80,000 parts of one press, 60,000 of another from the 11th on, one tier for both. */
    @Test
    void aTierAndAMinimumAreOfAllMetersTogether() {
        register("press-1", "press-2");
        engine.signContract(terms(1, always("press-1")), at("2026-03-01"));
        read("press-1", "2026-03-01", 0);
        read("press-2", "2026-03-01", 0);
        read("press-2", "2026-03-10", 5_000);
        ContractTerms two = terms(2, always("press-1"), meter("press-2", "2026-03-11", null));
        engine.amendContract(two, at("2026-03-10"));
        assertThat(engine.amendContract(two, at("2026-03-10"))).isEmpty();
        engine = engine();
        read("press-2", "2026-03-11", 5_000);
        read("press-2", "2026-04-01", 65_000);
        read("press-2", "2026-04-02", 65_000);
        engine.catchUp();
        assertThat(march().state()).as("press-1 has not closed").isEqualTo("OPEN");
        read("press-1", "2026-04-01", 80_000);
        read("press-1", "2026-04-02", 80_000);
        engine.catchUp();
        // 100,000 x 0.084 + 40,000 x 0.071
        assertThat(march().amountMinor()).isEqualTo(1_124_000);
        assertThat(march().state()).isEqualTo("SETTLED");

        // press-1 leaves with April; the minimum of 500.00 is charged once, for both and for one.
        engine.amendContract(
                terms(
                        3,
                        meter("press-1", null, "2026-05-01"),
                        meter("press-2", "2026-03-11", null)),
                at("2026-04-20"));
        read("press-1", "2026-05-01", 81_000);
        read("press-1", "2026-05-02", 99_000);
        read("press-2", "2026-05-01", 66_000);
        read("press-2", "2026-06-01", 67_000);
        read("press-2", "2026-06-02", 67_000);
        engine.catchUp();
        assertThat(period("2026-04-01/2026-05-01").amountMinor()).isEqualTo(50_000);
        assertThat(period("2026-05-01/2026-06-01").amountMinor()).isEqualTo(50_000);
        assertThat(period("2026-05-01/2026-06-01").quantityMilli()).isEqualTo(1_000_000);
        assertThat(period("2026-05-01/2026-06-01").state()).isEqualTo("SETTLED");
        assertThat(engine.internals().readModels().identities()).allMatch(Identity::holds);

        // What has left is free for another contract.
        engine.signContract(
                ContractTerms.builder("other")
                        .supplier(maker())
                        .customer(plant())
                        .meters("press-1")
                        .currency(Currency.getInstance("EUR"))
                        .calendar(new BillingCalendar(BERLIN, Cycle.MONTH))
                        .tariff(price())
                        .meteringFrom(at("2026-06-01"))
                        .build(),
                at("2026-05-20"));
        engine.terminateContract("c", at("2026-07-01"), "sold", at("2026-06-10"));
    }

    /** True if a meter is under the contract in some part of that time. */
    private static boolean isCovered(List<ContractMeter> meters, String from, LocalDate until) {
        return meters.stream()
                .anyMatch(meter ->
                        (meter.from() == null || meter.from().isBefore(at(until.toString())))
                                && (meter.until() == null || meter.until().isAfter(at(from))));
    }

    @Test
    void whatCannotBeAgreedOnIsRefusedWithTheReason() {
        register("press-1", "press-2", "press-3");
        engine.signContract(terms(1, always("press-1")), at("2026-03-01"));
        read("press-1", "2026-03-01", 0);
        read("press-1", "2026-04-02", 100);
        engine.catchUp();
        long head = engine.internals().log().head();
        refused(terms(2, always("press-2")), "drops meter press-1");
        refused(
                terms(2, always("press-1"), meter("press-2", "2026-03-11", null)),
                "adds meter press-2 from 2026-03-10T23:00:00Z, in the period 2026-03-01/2026-04-01,"
                        + " which is closed or before one that is; it can join from 2026-03-31T22:00:00Z");
        refused(terms(2, meter("press-1", "2026-03-02", null)), "it was agreed from");
        refused(
                terms(2, meter("press-1", null, "2026-04-01")),
                "contract c cannot end 2026-03-31T22:00:00Z");
        assertThatThrownBy(() -> terms(2, meter("press-1", null, "2026-04-10")))
                .hasMessageContaining("within the period 2026-04-01/2026-05-01")
                .hasMessageContaining("at 2026-03-31T22:00:00Z or 2026-04-30T22:00:00Z");
        assertThatThrownBy(() -> terms(2, always("press-1"), meter("press-1", null, "2026-05-01")))
                .hasMessageContaining("press-1")
                .hasMessageContaining("twice");
        assertThatThrownBy(() ->
                        engine.amendContract(
                                terms(2, always("press-1"), meter("no-press", "2026-04-11", null)),
                                at("2026-04-10")))
                .isInstanceOf(UnknownMeterException.class);
        engine.signContract(
                ContractTerms.builder("other")
                        .supplier(maker())
                        .customer(plant())
                        .meters("press-2")
                        .currency(Currency.getInstance("EUR"))
                        .calendar(new BillingCalendar(BERLIN, Cycle.MONTH))
                        .tariff(price())
                        .meteringFrom(at("2026-03-01"))
                        .build(),
                at("2026-03-01"));
        head = engine.internals().log().head() - head;
        assertThatThrownBy(() ->
                        engine.amendContract(
                                terms(2, always("press-1"), meter("press-2", "2026-04-11", null)),
                                at("2026-04-10")))
                .isInstanceOf(MeterConflictException.class)
                .hasMessageContaining("machine press-2 is under contract other")
                .hasMessageContaining("it cannot come under c");
        assertThat(head).as("the other contract, and nothing else").isEqualTo(2);
        assertThat(requireNonNull(engine.contractTerms("c")).version()).isEqualTo(1);
    }

    private void refused(ContractTerms terms, String reason) {
        assertThatThrownBy(() -> engine.amendContract(terms, at("2026-04-10")))
                .isInstanceOf(ContractTermsException.class)
                .hasMessageContaining(reason);
    }

    /** Lives of contracts whose presses come and go, beside sums of whole numbers. */
    @Test
    void randomLivesComeToTheSumOfWhatWasUnderThem() {
        System.out.println("seed " + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        for (int life = 0; life < LIVES; life++) {
            live(life, random.split());
        }
        assertThat(engine.internals().readModels().identities()).allMatch(Identity::holds);
    }

    private void live(int life, SplittableRandom random) {
        LocalDate start = LocalDate.of(2026, 2, 1);
        int presses = 2 + random.nextInt(3);
        List<ContractMeter> meters = new ArrayList<>();
        Map<String, Long> counts = new TreeMap<>();
        long[] parts = new long[4];
        int version = 1;
        String contractId = "life-" + life;
        for (int p = 0; p < presses; p++) {
            String id = contractId + "-press-" + p;
            register(id);
            counts.put(id, (long) random.nextInt(1_000_000));
        }
        String first = contractId + "-press-0";
        meters.add(always(first));
        engine.signContract(terms(contractId, version, List.copyOf(meters)), at(start.toString()));
        for (LocalDate day = start; day.isBefore(LocalDate.of(2026, 6, 3)); day = day.plusDays(1)) {
            if (random.nextInt(15) == 0 && meters.size() < presses) {
                String from = day.plusDays(random.nextInt(20)).toString();
                meters.add(meter(contractId + "-press-" + meters.size(), from, null));
                engine.amendContract(
                        terms(contractId, ++version, List.copyOf(meters)), at(day.toString()));
            }
            int leaving = random.nextInt(meters.size());
            ContractMeter one = meters.get(leaving);
            Instant monthEnd = at(day.plusMonths(1).withDayOfMonth(1).toString());
            boolean joined = one.from() == null || one.from().isBefore(monthEnd);
            if (random.nextInt(40) == 0 && one.until() == null && joined) {
                meters.set(leaving, new ContractMeter(one.meterId(), one.from(), monthEnd));
                engine.amendContract(
                        terms(contractId, ++version, List.copyOf(meters)), at(day.toString()));
            }
            Instant now = at(day.toString());
            for (Map.Entry<String, Long> press : counts.entrySet()) {
                read(press.getKey(), day.toString(), press.getValue());
                long made = random.nextInt(3_000);
                press.setValue(press.getValue() + made);
                boolean under =
                        meters.stream()
                                .anyMatch(m ->
                                        m.meterId().equals(press.getKey())
                                                && (m.from() == null || !m.from().isAfter(now))
                                                && (m.until() == null || m.until().isAfter(now)));
                int month = day.getMonthValue() - 2;
                if (under && month < parts.length) {
                    parts[month] += made;
                }
            }
            if (random.nextInt(30) == 0) {
                engine = engine();
            }
        }
        engine.catchUp();
        for (int month = 0; month < parts.length; month++) {
            LocalDate begins = start.plusMonths(month);
            String periodId = begins + "/" + begins.plusMonths(1);
            long thousandths =
                    84 * Math.min(parts[month], 100_000) + 71 * Math.max(0, parts[month] - 100_000);
            long cents = Math.max(50_000, (thousandths + 5) / 10);
            List<ContractPeriod> found =
                    engine.internals().readModels().contractPeriods(contractId, 12).stream()
                            .filter(period -> period.periodId().equals(periodId))
                            .toList();
            // A month without a meter is closed with the next that has one.
            boolean closes = isCovered(meters, begins.toString(), start.plusMonths(parts.length));
            if (closes) {
                assertThat(found).as("%s %s", contractId, periodId).hasSize(1);
                assertThat(found.getFirst().quantityMilli())
                        .as("%s %s of %s", contractId, periodId, meters)
                        .isEqualTo(parts[month] * 1_000);
                assertThat(found.getFirst().amountMinor())
                        .as("%s %s of %s", contractId, periodId, meters)
                        .isEqualTo(cents);
                assertThat(found.getFirst().state()).isEqualTo("SETTLED");
            }
        }
    }

    private ContractPeriod march() {
        return period("2026-03-01/2026-04-01");
    }

    private ContractPeriod period(String periodId) {
        return engine.internals().readModels().contractPeriods("c", 12).stream()
                .filter(period -> period.periodId().equals(periodId))
                .findFirst()
                .orElseThrow();
    }

    private void register(String... ids) {
        for (String id : ids) {
            engine.handle(
                    new RegisterMachine(
                            new MachineSpec(
                                    id,
                                    "plc-" + id,
                                    List.of(
                                            RegisterSpec.of(
                                                    "total",
                                                    UnitOfMeasure.ONE,
                                                    RegisterWidth.bits(32, true),
                                                    new BigDecimal("10000000"))),
                                    List.of(),
                                    List.of(OutputSpec.register("parts", "total")),
                                    900),
                            at("2026-02-01")));
        }
    }

    private void read(String press, String date, long total) {
        Instant at = at(date);
        engine.handle(
                new RecordMachineReadings(
                        press,
                        List.of(
                                MachineReading.of(
                                        "plc-" + press,
                                        sequences.merge(press, 1L, Long::sum),
                                        at,
                                        Map.of("total", BigDecimal.valueOf(total)))),
                        at.plusSeconds(5)));
    }

    private static Instant at(String date) {
        return LocalDate.parse(date).atStartOfDay(BERLIN).toInstant();
    }

    private static ContractMeter always(String id) {
        return ContractMeter.always(id);
    }

    private static ContractMeter meter(String id, @Nullable String from, @Nullable String until) {
        return new ContractMeter(
                id, from == null ? null : at(from), until == null ? null : at(until));
    }

    private static Party maker() {
        return new Party("maker", "Pressen AG", "acct-maker");
    }

    private static Party plant() {
        return new Party("plant", "Profile GmbH", "acct-plant");
    }

    private static Tariff price() {
        return new Tariff.Composite(
                List.of(
                        new Tariff.Graduated(
                                List.of(
                                        new Tier(new BigDecimal("100000"), new BigDecimal("0.084")),
                                        new Tier(null, new BigDecimal("0.071"))),
                                UnitOfMeasure.ONE),
                        new Tariff.Minimum(new BigDecimal("500"), CarryForward.NONE)));
    }

    private static ContractTerms terms(int version, ContractMeter... meters) {
        return terms("c", version, List.of(meters));
    }

    private static ContractTerms terms(String contractId, int version, List<ContractMeter> meters) {
        BillingCalendar calendar = new BillingCalendar(BERLIN, Cycle.MONTH);
        Instant from = at(contractId.equals("c") ? "2026-03-01" : "2026-02-01");
        return ContractTerms.builder(contractId)
                .version(version)
                .supplier(maker())
                .customer(plant())
                .meters(meters.stream().map(ContractMeter::meterId).toList())
                .currency(Currency.getInstance("EUR"))
                .calendar(calendar)
                .tariff(price())
                .meteringFrom(from)
                .meterTimes(meters)
                .build();
    }
}
