package io.usance.contract.state;

import static io.usance.contract.state.ContractFixture.EUR;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.contract.ContractCommand.TerminateContract;
import io.usance.contract.ContractTerms;
import io.usance.contract.state.ChargingCommand.ChargeConsumption;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.contract.state.ChargingCommand.NoteSiloLeft;
import io.usance.contract.state.ChargingCommand.TakeIndexValues;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloCommand.AssignContract;
import io.usance.meter.silo.SiloCommand.EndContract;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.meter.silo.state.Metering;
import io.usance.meter.silo.state.MeteringAudit;
import io.usance.meter.silo.state.SiloSnapshot;
import io.usance.meter.silo.state.SiloState;
import io.usance.metering.MeterLeft;
import io.usance.metering.MeterPeriodClosed;
import io.usance.metering.Metered;
import io.usance.metering.MeteredKind;
import io.usance.money.Money;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.IndexRule;
import io.usance.pricing.IndexRule.Averaging;
import io.usance.pricing.IndexRule.MissingDay;
import io.usance.pricing.PriceOracle;
import io.usance.pricing.RandomTariffs;
import io.usance.pricing.Tariff.Composite;
import io.usance.quantity.Quantities;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random lives with late readings, late notes, corrections, voids, transfers and closes by command:
 * each period of each contract is charged what it would have been charged had everything been known
 * in time, to the gram and to the cent. The oracle knows what was drawn from how the life was made
 * up, and prices it by code of its own.
 */
@Tag("slow")
class LateDataOracleTest {
    /** 2,000 take about 45 s on a loaded machine. */
    private static final int LIVES = Integer.getInteger("usance.lateLives", 500);

    private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
    private static final BillingCalendar DAILY = new BillingCalendar(ZoneId.of("UTC"), Cycle.DAY);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long GRAMS = 1_000;

    private static final List<LateLife.Hook> HOOKS = List.of(new LateEntries());

    @Test
    void eachPeriodIsChargedAsIfAllHadBeenKnownInTime() throws Exception {
        long seed = Long.getLong("usance.lateSeed", 20_261_130);
        System.out.println("seed " + seed + ", " + LIVES + " lives");
        Map<String, Integer> seen = new TreeMap<>();
        for (int i = 0; i < LIVES; i++) {
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed + i);
            Life life = new Life(random);
            life.live();
            try {
                life.check("seed " + (seed + i));
            } catch (AssertionError e) {
                life.print();
                throw e;
            }
            life.seen.forEach((what, count) -> seen.merge(what, count, Integer::sum));
        }
        System.out.println("in " + LIVES + " lives: " + seen);
        assertThat(seen)
                .containsKeys(
                        "corrections",
                        "of estimates",
                        "of entries",
                        "of stock",
                        "of closes by command",
                        "after the end",
                        "to zero",
                        "CARRY");
    }

    private static final class Life {
        private final RandomGenerator random;
        private final int days;
        private final int endsAfter;
        private final boolean followed;
        private final List<LateLife> silos = new ArrayList<>();
        private final Map<String, SiloState> states = new HashMap<>();
        private final Map<String, List<SiloEvent>> events = new HashMap<>();
        private final Map<String, ContractLedger> contracts = new HashMap<>();
        private final Map<String, Composite> prices = new HashMap<>();
        private final TreeMap<LocalDate, BigDecimal> index = new TreeMap<>();
        private final Map<String, Integer> seen = new HashMap<>();

        Life(RandomGenerator random) {
            this.random = random;
            days = 3 + random.nextInt(LateLife.DAYS_MAX - 2);
            boolean ends = random.nextInt(3) == 0;
            endsAfter = ends ? 1 + random.nextInt(days - 1) : Integer.MAX_VALUE;
            followed = ends && random.nextBoolean();
            int count = 1 + random.nextInt(2);
            for (int i = 0; i < count; i++) {
                silos.add(new LateLife("silo-" + i, random, FROM, days, ends, HOOKS));
            }
            for (int day = 0; day < days + LateLife.QUIET_DAYS; day++) {
                index.put(
                        LocalDate.of(2026, 3, 1).plusDays(day),
                        RandomTariffs.decimal(random, 300_000, 2));
            }
        }

        private Instant ends() {
            return silos.getFirst().at(endsAfter * 96);
        }

        void live() throws Exception {
            sign("c-1", FROM);
            if (followed) {
                sign("c-2", ends());
            }
            for (LateLife silo : silos) {
                states.put(silo.siloId, SiloState.initial());
                events.put(silo.siloId, new ArrayList<>());
                send(silo.siloId, new RegisterSilo(spec(silo.siloId), FROM));
                send(silo.siloId, new AssignContract(silo.siloId, "c-1", DAILY, FROM, FROM));
                if (endsAfter < days) {
                    send(silo.siloId, new EndContract(silo.siloId, "c-1", ends(), FROM));
                }
                if (followed) {
                    send(silo.siloId, new AssignContract(silo.siloId, "c-2", DAILY, ends(), FROM));
                }
            }
            if (endsAfter < days) {
                ledger("c-1").handle(new TerminateContract("c-1", ends(), "sold", FROM));
            }
            List<LateLife.Arrival> all = new ArrayList<>();
            silos.forEach(silo -> all.addAll(silo.arrivals()));
            all.sort(Comparator.comparing(LateLife.Arrival::at));
            for (LateLife.Arrival arrival : all) {
                send(arrival.command().siloId(), arrival.command());
            }
        }

        private void sign(String contractId, Instant from) {
            Composite price = new RandomTariffs(random).composite();
            prices.put(contractId, price);
            ContractTerms plain = ContractFixture.terms(price);
            contracts.put(
                    contractId,
                    new ContractLedger(
                            ContractTerms.builder(contractId)
                                    .supplier(plain.supplier())
                                    .customer(plain.customer())
                                    .material(plain.material())
                                    .meters(silos.stream().map(silo -> silo.siloId).toList())
                                    .currency(EUR)
                                    .calendar(DAILY)
                                    .tariff(price)
                                    .meteringFrom(from)
                                    .taxPercent(new BigDecimal("19"))
                                    .indexRules(
                                            List.of(
                                                    new IndexRule(
                                                            "INDEX",
                                                            Averaging.DAY,
                                                            0,
                                                            MissingDay.HOLD,
                                                            4)))
                                    .build()));
        }

        private static SiloSpec spec(String siloId) {
            return new SiloSpec(
                    siloId,
                    "granulate",
                    LateLife.kilograms(30_000),
                    null,
                    new SensorSpec(
                            "sensor-" + siloId, LateLife.kilograms(1), LateLife.kilograms(1), 0),
                    LateLife.kilograms(100));
        }

        private void send(String siloId, SiloCommand command) throws Exception {
            SiloState state = Objects.requireNonNull(states.get(siloId));
            var decision = Metering.decide(state, command);
            boolean afterAll = endsAfter < days && !followed;
            assertThat(decision.refusals())
                    .as("%s", command)
                    .allMatch(refusal -> afterAll && refusal.reason() == RefusalReason.NO_CONTRACT);
            for (SiloEvent event : decision.events()) {
                state = Metering.evolve(state, event);
                log(siloId).add(event);
                charge(event);
            }
            states.put(siloId, random.nextInt(200) == 0 ? restored(state) : state);
        }

        private static SiloState restored(SiloState state) throws Exception {
            String text = JSON.writeValueAsString(state.snapshot());
            return SiloState.restore(JSON.readValue(text, SiloSnapshot.class));
        }

        private void charge(SiloEvent event) {
            switch (event) {
                case Metered metered -> {
                    ContractLedger contract = ledger(metered.contractId());
                    takeIndex(contract, metered.contractId(), metered.periodId());
                    contract.handle(new ChargeConsumption(metered, FROM));
                    count(metered);
                }
                case MeterPeriodClosed closed -> {
                    ContractLedger contract = ledger(closed.contractId());
                    takeIndex(contract, closed.contractId(), closed.periodId());
                    contract.handle(
                            new NoteSiloClosed(
                                    closed.contractId(),
                                    closed.meterId(),
                                    closed.periodId(),
                                    Quantities.of(closed.quantities())));
                }
                case MeterLeft left ->
                        ledger(left.contractId())
                                .handle(
                                        new NoteSiloLeft(
                                                left.contractId(), left.meterId(), left.endsAt()));
                default -> {}
            }
        }

        private void takeIndex(ContractLedger contract, String contractId, String periodId) {
            contract.handle(new TakeIndexValues(contractId, "INDEX", index, periodId));
        }

        private void count(Metered metered) {
            if (metered.kind() == MeteredKind.CORRECTION) {
                see("corrections");
                if (metered.bookedPeriodId() == null) {
                    see("after the end");
                }
            }
        }

        private ContractLedger ledger(String contractId) {
            return Objects.requireNonNull(contracts.get(contractId));
        }

        private List<SiloEvent> log(String siloId) {
            return Objects.requireNonNull(events.get(siloId));
        }

        private void see(String what) {
            seen.merge(what, 1, Integer::sum);
        }

        // ---- what it should be ----

        void check(String as) {
            for (LateLife silo : silos) {
                List<SiloEvent> log = log(silo.siloId);
                log.forEach(event -> kinds(event));
                balances(log, as);
                assertThat(MeteringAudit.fromRegistration().check(log))
                        .as(as + ", metered again")
                        .isEmpty();
            }
            int last = endsAfter < days ? endsAfter : days + LateLife.QUIET_DAYS - 1;
            contract("c-1", 0, last, endsAfter < days, as);
            if (followed) {
                contract("c-2", endsAfter, days + LateLife.QUIET_DAYS - 1, false, as);
            }
        }

        /** All that followed from readings and notes, beside what really happened. */
        void print() {
            for (LateLife silo : silos) {
                System.out.println(silo);
                log(silo.siloId).stream()
                        .filter(event -> !(event instanceof SiloEvent.ReadingsRecorded))
                        .forEach(System.out::println);
            }
        }

        private void kinds(SiloEvent event) {
            if (event instanceof SiloEvent.ClosedPeriodCorrected) {
                see("of closes by command");
            }
            if (event instanceof SiloEvent.DeliveryCounted counted
                    && counted.closedPeriodId() != null
                    && counted.source() == SiloEvent.DeliverySource.CORRECTION) {
                see(counted.enteredId() == null ? "of estimates" : "of entries");
            }
            if (event instanceof SiloEvent.StockAdjusted adjusted
                    && adjusted.closedPeriodId() != null) {
                see("of stock");
            }
        }

        private void contract(String id, int first, int end, boolean terminated, String as) {
            ContractLedger contract = ledger(id);
            BigDecimal carried = BigDecimal.ZERO;
            for (int day = first; day < end; day++) {
                String periodId = silos.getFirst().periodId(day);
                long grams = 0;
                for (LateLife silo : silos) {
                    assertThat(metered(silo.siloId, id, periodId))
                            .as("%s %s %s %s", as, silo.siloId, id, periodId)
                            .isEqualTo(silo.drawnKg[day] * GRAMS);
                    grams += silo.drawnKg[day] * GRAMS;
                }
                boolean last = terminated && day == end - 1;
                PriceOracle oracle =
                        new PriceOracle(
                                Objects.requireNonNull(prices.get(id)),
                                Objects.requireNonNull(
                                        index.get(LocalDate.of(2026, 3, 1).plusDays(day))),
                                carried,
                                RoundingMode.HALF_UP);
                Money due = oracle.amount(grams, EUR, true, last);
                carried = oracle.carry();
                assertThat(charged(contract, periodId))
                        .as("%s %s %s", as, id, periodId)
                        .isEqualTo(due);
                assertThat(commanded(contract, periodId))
                        .as("%s %s %s, commanded", as, id, periodId)
                        .isEqualTo(
                                due.plus(
                                        Money.rounded(
                                                due.major().multiply(new BigDecimal("0.19")),
                                                EUR,
                                                RoundingMode.HALF_UP)));
                if (grams == 0) {
                    see("to zero");
                }
            }
            contract.adjustments.forEach(adjusted -> see(adjusted.cause().name()));
            assertThat(ContractAudit.fromSigning().check(contract.events))
                    .as(as + ", audited")
                    .isEmpty();
        }

        private long metered(String siloId, String contractId, String periodId) {
            return log(siloId).stream()
                    .filter(ConsumptionMetered.class::isInstance)
                    .map(ConsumptionMetered.class::cast)
                    .filter(metered -> metered.contractId().equals(contractId))
                    .filter(metered -> metered.periodId().equals(periodId))
                    .mapToLong(metered -> metered.quantity().milli())
                    .sum();
        }

        /**
         * The signed balances, and that what is booked for others is what others are corrected by.
         */
        private void balances(List<SiloEvent> log, String as) {
            Map<String, Long> booked = new HashMap<>();
            for (SiloEvent event : log) {
                if (event instanceof ConsumptionMetered metered
                        && metered.bookedPeriodId() != null) {
                    booked.merge(metered.bookedPeriodId(), metered.quantity().milli(), Long::sum);
                }
                if (event instanceof PeriodClosed e) {
                    assertThat(
                                    e.opening().milli()
                                            + e.deliveries().milli()
                                            + e.adjustments().milli()
                                            - e.closing().milli())
                            .as(as)
                            .isEqualTo(e.consumed().milli());
                    assertThat(e.provisional().plus(e.trueUp())).as(as).isEqualTo(e.drawn());
                    assertThat(e.consumed().minus(e.drawn()).milli())
                            .as(as)
                            .isEqualTo(booked.getOrDefault(e.periodId(), 0L));
                }
            }
        }

        private static Money charged(ContractLedger contract, String periodId) {
            Money sum = Money.zero(EUR);
            for (var charge : contract.charges) {
                sum = charge.periodId().equals(periodId) ? sum.plus(charge.amount()) : sum;
            }
            for (var adjusted : contract.adjustments) {
                sum = adjusted.periodId().equals(periodId) ? sum.plus(adjusted.amount()) : sum;
            }
            return sum;
        }

        private static Money commanded(ContractLedger contract, String periodId) {
            Money sum = Money.zero(EUR);
            for (var settlement : contract.settlements) {
                sum = settlement.periodId().equals(periodId) ? sum.plus(settlement.amount()) : sum;
            }
            return sum;
        }
    }
}
