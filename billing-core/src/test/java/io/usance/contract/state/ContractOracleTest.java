package io.usance.contract.state;

import static io.usance.contract.state.ContractFixture.AT;
import static io.usance.contract.state.ContractFixture.EUR;
import static io.usance.contract.state.ContractFixture.PROVISIONAL;
import static io.usance.contract.state.ContractFixture.TRUE_UP;
import static io.usance.contract.state.ContractFixture.charge;
import static io.usance.contract.state.ContractFixture.grams;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.contract.ContractCommand.AmendContract;
import io.usance.contract.ContractCommand.RecordPayment;
import io.usance.contract.ContractCommand.SettleDue;
import io.usance.contract.ContractCommand.TerminateContract;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.contract.ContractTerms;
import io.usance.contract.DatedTerms;
import io.usance.contract.DatedTermsBuilder;
import io.usance.contract.Payee;
import io.usance.contract.SettlementPolicy;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.contract.state.ChargingCommand.TakeIndexValues;
import io.usance.metering.MeteredKind;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.CarryForward;
import io.usance.pricing.IndexRule;
import io.usance.pricing.IndexRule.Averaging;
import io.usance.pricing.IndexRule.MissingDay;
import io.usance.pricing.PriceOracle;
import io.usance.pricing.RandomTariffs;
import io.usance.pricing.Tariff.Composite;
import io.usance.pricing.Tariff.Minimum;
import io.usance.pricing.TariffVersion;
import io.usance.quantity.Quantities;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random lives of a contract over half a year and two silos: instalments, late corrections, prices,
 * tax, payees and limits that change from a month on or reach back, index values that come late and
 * are corrected, holds for credit, a termination. In whatever order it all comes, each period is
 * charged, settled, taxed and split as an oracle says that sees only what is known in the end.
 */
@Tag("slow")
class ContractOracleTest {
    private static final int CONTRACTS = Integer.getInteger("usance.contractLives", 2_000);
    private static final long SEED = Long.getLong("usance.contractSeed", 20_261_124);
    private static final int MONTHS = 6;
    private static final List<String> SILOS = List.of("silo-a", "silo-b");
    private static final long STEP_GRAMS_MAX = 9_000_000;
    private static final BillingCalendar CALENDAR =
            new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH);
    private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);

    @Test
    void whateverTheOrderEachPeriodCostsWhatTheOracleSays() {
        long seed = SEED;
        System.out.println("seed " + seed + ", contracts " + CONTRACTS);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Set<String> seen = new HashSet<>();
        long waiting = 0;
        for (int i = 0; i < CONTRACTS; i++) {
            Life life = new Life(random);
            life.live();
            life.check("seed %d contract %d %s".formatted(seed, i, life.ledger.state.signed()));
            assertThat(ContractAudit.fromSigning().check(life.ledger.events))
                    .as("seed %d contract %d, audited", seed, i)
                    .isEmpty();
            life.ledger.adjustments.forEach(adjusted -> seen.add(adjusted.cause().name()));
            life.ledger.held.forEach(held -> seen.add(held.reason().name()));
            if (life.creditHeld) {
                seen.add("CREDIT_LIMIT");
            }
            life.ledger.state.periods().values().stream()
                    .filter(period -> period.settled().paid().size() > 3)
                    .forEach(period -> seen.add("SPLIT_AGAIN"));
            life.ledger.taxes.stream()
                    .filter(tax -> tax.tax().amountMinor() < 0)
                    .forEach(tax -> seen.add("TAXED_AGAIN"));
            waiting +=
                    life.ledger.state.periods().values().stream()
                            .filter(period -> period.settled().held())
                            .count();
        }
        assertThat(seen)
                .contains(
                        "AMENDMENT",
                        "INDEX",
                        "CLOSE",
                        "CARRY",
                        "TERMINATION",
                        "INDEX_VALUE_MISSING",
                        "CREDIT_LIMIT",
                        "TAXED_AGAIN",
                        "SPLIT_AGAIN");
        assertThat(waiting).as("of %d periods", CONTRACTS * MONTHS).isLessThan(CONTRACTS / 10);
    }

    private static LocalDate firstDay(int month) {
        return FIRST.plusMonths(month);
    }

    private static Instant start(int month) {
        return firstDay(month).atStartOfDay(CALENDAR.zone()).toInstant();
    }

    private static String periodId(int month) {
        return firstDay(month) + "/" + firstDay(month + 1);
    }

    /** One contract, and what a bookkeeper would note beside it. */
    private static final class Life {
        private final RandomGenerator random;
        private final RandomTariffs tariffs;
        private final ContractLedger ledger;
        private final List<TariffVersion> versions = new ArrayList<>();
        private final AgreedTerms agreed;
        private final TreeMap<LocalDate, BigDecimal> index = new TreeMap<>();
        private final long[] drawn = new long[MONTHS];
        private final long[] consumptionNo = new long[SILOS.size()];
        private boolean terminated;
        private boolean creditHeld;
        private long paymentNo;
        private int clock;

        Life(RandomGenerator random) {
            this.random = random;
            tariffs = new RandomTariffs(random);
            versions.add(new TariffVersion(start(0), start(0), tariffs.composite()));
            BigDecimal tax = random.nextBoolean() ? RandomTariffs.decimal(random, 2_500, 2) : null;
            Money limit =
                    random.nextInt(3) == 0 ? new Money(1 + random.nextInt(3_000_000), EUR) : null;
            ContractTerms plain = ContractFixture.terms(versions.getFirst().tariff());
            List<Payee> payees = payees();
            agreed = new AgreedTerms(tax, payees);
            ledger = new ContractLedger(terms(plain, 1, payees, tax, limit, policy()));
        }

        private ContractTerms terms(
                ContractTerms plain,
                int version,
                List<Payee> payees,
                @Nullable BigDecimal tax,
                @Nullable Money limit,
                SettlementPolicy policy) {
            return ContractTerms.builder(plain.contractId())
                    .version(version)
                    .supplier(plain.supplier())
                    .customer(plain.customer())
                    .material(plain.material())
                    .meters(SILOS)
                    .currency(EUR)
                    .calendar(CALENDAR)
                    .tariffs(List.copyOf(versions))
                    .meteringFrom(AT)
                    .payees(payees)
                    .taxPercent(tax)
                    .creditLimit(limit)
                    .settlement(policy)
                    .indexRules(
                            List.of(new IndexRule("INDEX", Averaging.DAY, 0, MissingDay.HOLD, 4)))
                    .build();
        }

        private List<Payee> payees() {
            return switch (random.nextInt(5)) {
                case 0 ->
                        List.of(
                                new Payee("C", "acct-c", new Share(2, 3)),
                                new Payee("supplier", "acct-supplier", new Share(1, 3)));
                case 1 -> List.of(new Payee("D", "acct-d", new Share(1, 1)));
                case 2, 3 ->
                        List.of(
                                new Payee("A", "acct-a", new Share(3, 7)),
                                new Payee("B", "acct-b", new Share(3, 7)),
                                new Payee("C", "acct-c", new Share(1, 7)));
                default -> List.of();
            };
        }

        private SettlementPolicy policy() {
            return switch (random.nextInt(4)) {
                case 0 -> SettlementPolicy.EACH_STEP;
                case 1 ->
                        new SettlementPolicy(
                                SettlementPolicy.When.THRESHOLD, null, new BigDecimal("7000"));
                case 2 -> new SettlementPolicy(SettlementPolicy.When.INTERVAL, 24, null);
                default -> new SettlementPolicy(SettlementPolicy.When.AT_CLOSE, null, null);
            };
        }

        /** What each silo meters comes in its order; all else, any time. */
        void live() {
            List<Deque<Runnable>> queues = new ArrayList<>();
            for (int silo = 0; silo < SILOS.size(); silo++) {
                queues.add(siloQueue(silo));
            }
            for (int month = 0; month < MONTHS; month++) {
                queues.add(indexQueue(month));
            }
            queues.add(agreements());
            while (!queues.isEmpty()) {
                Deque<Runnable> queue = queues.get(random.nextInt(queues.size()));
                clock++;
                queue.removeFirst().run();
                queues.removeIf(Deque::isEmpty);
            }
            if (random.nextInt(3) == 0) {
                terminate(); // after the last period has closed
            }
            creditHeld = ledger.state.periods().values().stream().anyMatch(p -> p.settled().held());
            payAll();
        }

        private Deque<Runnable> siloQueue(int silo) {
            Deque<Runnable> queue = new ArrayDeque<>();
            for (int month = 0; month < MONTHS; month++) {
                int m = month;
                int instalments = random.nextInt(4);
                for (int i = 0; i < instalments; i++) {
                    queue.add(() -> draw(silo, m, false));
                }
                queue.add(() -> draw(silo, m, true));
                queue.add(() ->
                        ledger.handle(
                                new NoteSiloClosed(
                                        "c-1",
                                        SILOS.get(silo),
                                        periodId(m),
                                        Quantities.only(grams(0)))));
                if (random.nextInt(3) == 0) {
                    int late = random.nextInt(month + 1);
                    queue.add(() -> draw(silo, late, true));
                }
            }
            return queue;
        }

        /**
         * One true-up in four corrects downwards, now and then to less than nothing for a while.
         */
        private void draw(int silo, int month, boolean trueUp) {
            long step = random.nextLong(STEP_GRAMS_MAX);
            if (trueUp && random.nextInt(4) == 0) {
                step = -random.nextLong(drawn[month] + 1);
                if (random.nextInt(4) == 0) {
                    charge(silo, month, TRUE_UP, step - drawn[month] - 1_000);
                    step = random.nextLong(STEP_GRAMS_MAX) - drawn[month];
                }
            }
            charge(silo, month, trueUp ? TRUE_UP : PROVISIONAL, step);
        }

        private void charge(int silo, int month, MeteredKind kind, long step) {
            takeIndex(periodId(month));
            drawn[month] += step;
            ChargingCommand.ChargeConsumption command =
                    ContractFixture.charge(
                            SILOS.get(silo), periodId(month), ++consumptionNo[silo], kind, step);
            ledger.handle(new ChargingCommand.ChargeConsumption(command.consumption(), now()));
            assertThat(ledger.handle(command)).as("charged once").isEmpty();
        }

        private Deque<Runnable> indexQueue(int month) {
            Deque<Runnable> queue = new ArrayDeque<>();
            // Nothing to do for a while, so that some values come after the period's close.
            int idle = random.nextInt(MONTHS * 3);
            for (int i = 0; i < idle; i++) {
                queue.add(() -> ledger.handle(new SettleDue("c-1", now())));
            }
            int values = 1 + random.nextInt(2);
            for (int i = 0; i < values; i++) {
                queue.add(() -> {
                    index.put(firstDay(month), RandomTariffs.decimal(random, 300_000, 2));
                    takeIndex(null);
                });
            }
            return queue;
        }

        private void takeIndex(@Nullable String periodId) {
            ledger.handle(new TakeIndexValues("c-1", "INDEX", index, periodId));
        }

        private Deque<Runnable> agreements() {
            Deque<Runnable> queue = new ArrayDeque<>();
            int amendments = random.nextInt(4);
            for (int i = 0; i < amendments; i++) {
                queue.add(this::amend);
                queue.add(this::payAll);
            }
            if (random.nextInt(3) == 0) {
                queue.add(this::terminate);
            }
            queue.add(this::payAll);
            return queue;
        }

        private void terminate() {
            ledger.handle(new TerminateContract("c-1", start(MONTHS), "sold", now()));
            terminated = true;
        }

        /** A price, or something else that has a date, or all of it; from any month on. */
        private void amend() {
            ContractTerms now = ledger.state.signed();
            int what = random.nextInt(4);
            if (what != 1) {
                versions.add(
                        new TariffVersion(
                                start(random.nextInt(MONTHS)), now(), tariffs.composite()));
            }
            List<DatedTerms> dated = new ArrayList<>();
            if (now.datedTerms() != null) {
                dated.addAll(now.datedTerms());
            }
            if (what != 0) {
                dated.addAll(dated());
            }
            ledger.handle(
                    new AmendContract(
                            now.toBuilder()
                                    .version(now.version() + 1)
                                    .tariffs(List.copyOf(versions))
                                    .datedTerms(dated)
                                    .build(),
                            now()));
            takeIndex(null);
        }

        /** One entry, or two that are agreed together, of which the later month's comes later. */
        private List<DatedTerms> dated() {
            int month = random.nextInt(MONTHS);
            int later = month + 1 + random.nextInt(MONTHS);
            List<DatedTerms> together = new ArrayList<>(List.of(dated(month)));
            if (later < MONTHS) {
                together.add(dated(later));
            }
            return random.nextBoolean() ? together : together.reversed();
        }

        private DatedTerms dated(int month) {
            DatedTermsBuilder entry = DatedTerms.from(start(month), now());
            if (random.nextInt(4) == 0) {
                entry.settlement(policy());
            }
            int what = 1 + random.nextInt(7);
            if ((what & 1) != 0) {
                BigDecimal tax =
                        random.nextInt(4) == 0 ? null : RandomTariffs.decimal(random, 2_500, 2);
                agreed.tax(month, tax);
                if (tax == null) {
                    entry.without(DatedTerms.Term.TAX);
                } else {
                    entry.taxPercent(tax);
                }
            }
            if ((what & 2) != 0) {
                List<Payee> payees = payees();
                agreed.payees(month, payees);
                if (payees.isEmpty()) {
                    entry.without(DatedTerms.Term.PAYEES);
                } else {
                    entry.payees(payees);
                }
            }
            if ((what & 4) != 0) {
                if (random.nextBoolean()) {
                    entry.without(DatedTerms.Term.CREDIT_LIMIT);
                } else {
                    entry.creditLimit(new Money(1 + random.nextInt(3_000_000), EUR));
                }
            }
            return entry.build();
        }

        /** Pays until nothing waits; with a limit, in as many rounds as it takes. */
        private void payAll() {
            for (int round = 0; round < 10; round++) {
                Money owed = ledger.state.creditOrNone().outstanding();
                if (owed.amountMinor() <= 0 || !hasLimit()) {
                    return;
                }
                ledger.handle(new RecordPayment("c-1", owed, ++paymentNo, "bank", now()));
            }
        }

        private boolean hasLimit() {
            return ledger.state.signed().everyTerms().stream()
                    .anyMatch(terms -> terms.creditLimit() != null);
        }

        private Instant now() {
            return start(0).plusSeconds(3_600L * clock);
        }

        void check(String as) {
            BigDecimal carried = BigDecimal.ZERO;
            for (int month = 0; month < MONTHS; month++) {
                BigDecimal value = Objects.requireNonNull(index.get(firstDay(month)));
                PriceOracle oracle =
                        new PriceOracle(priceOf(month), value, carried, RoundingMode.HALF_UP);
                boolean carries = carryOf(month) == carryOf(month + 1);
                boolean last = !carries || (terminated && month == MONTHS - 1);
                Money due = oracle.amount(drawn[month], EUR, true, last);
                carried = carries ? oracle.carry() : BigDecimal.ZERO;
                period(month, due, as + " month " + month);
            }
        }

        private CarryForward carryOf(int month) {
            return priceOf(month).components().stream()
                    .filter(Minimum.class::isInstance)
                    .map(part -> ((Minimum) part).carryForward())
                    .filter(carries -> carries != CarryForward.NONE)
                    .findFirst()
                    .orElse(CarryForward.NONE);
        }

        /** The newest agreement that holds; two never become known at one time here. */
        private Composite priceOf(int month) {
            for (TariffVersion version : versions.reversed()) {
                if (!version.validFrom().isAfter(start(month))) {
                    return (Composite) version.tariff();
                }
            }
            throw new IllegalStateException("no price");
        }

        private void period(int month, Money due, String as) {
            String id = periodId(month);
            Money charged = Money.zero(EUR);
            for (var charge : ledger.charges) {
                charged = charge.periodId().equals(id) ? charged.plus(charge.amount()) : charged;
            }
            for (var adjusted : ledger.adjustments) {
                charged =
                        adjusted.periodId().equals(id) ? charged.plus(adjusted.amount()) : charged;
            }
            assertThat(charged).as(as).isEqualTo(due);
            assertThat(ledger.settled.stream().filter(p -> p.periodId().equals(id)))
                    .as(as)
                    .hasSize(1);
            settlements(month, due, as);
        }

        private void settlements(int month, Money due, String as) {
            String id = periodId(month);
            PeriodState state = ledger.state.period(id);
            BigDecimal tax = agreed.taxOn(due.major(), month);
            boolean waits = state.settled().held();
            assertThat(state.settled().taxCharged().major()).as(as).isEqualByComparingTo(tax);
            if (!waits) {
                assertThat(commanded(id, SettlementPurpose.CONSUMPTION)).as(as).isEqualTo(due);
                assertThat(commanded(id, SettlementPurpose.TAX).major())
                        .as(as)
                        .isEqualByComparingTo(tax);
                assertThat(byAccount(id))
                        .as(as)
                        .isEqualTo(agreed.partsOf(due.amountMinor(), month));
            } else {
                assertThat(hasLimit()).as(as).isTrue();
            }
        }

        /** What each account has got in the end; who had to give all back is left out. */
        private Map<String, Long> byAccount(String id) {
            Map<String, Long> parts = new TreeMap<>();
            for (SettlementCommanded one : ledger.settlements) {
                if (one.periodId().equals(id) && one.purpose() == SettlementPurpose.CONSUMPTION) {
                    parts.merge(one.payee(), one.amount().amountMinor(), Long::sum);
                }
            }
            parts.values().removeIf(cents -> cents == 0);
            return parts;
        }

        private Money commanded(String id, SettlementPurpose purpose) {
            Money sum = Money.zero(EUR);
            for (SettlementCommanded settlement : ledger.settlements) {
                boolean counts =
                        settlement.periodId().equals(id) && settlement.purpose() == purpose;
                sum = counts ? sum.plus(settlement.amount()) : sum;
            }
            return sum;
        }
    }
}
