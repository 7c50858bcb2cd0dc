package io.usance.contract.state;

import static io.usance.contract.state.ContractFixture.APRIL;
import static io.usance.contract.state.ContractFixture.EUR;
import static io.usance.contract.state.ContractFixture.MARCH;
import static io.usance.contract.state.ContractFixture.PROVISIONAL;
import static io.usance.contract.state.ContractFixture.TRUE_UP;
import static io.usance.contract.state.ContractFixture.charge;
import static io.usance.contract.state.ContractFixture.eur;
import static io.usance.contract.state.ContractFixture.exact;
import static io.usance.contract.state.ContractFixture.graduated;
import static io.usance.contract.state.ContractFixture.grams;
import static io.usance.contract.state.ContractFixture.perTonne;
import static io.usance.contract.state.ContractFixture.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.money.Money;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tier;
import io.usance.quantity.Quantities;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Amounts of a contract, to the cent, on the pure decisions. */
class ContractsTest {

    /** Line by line this would be 3 x 344.05 = 1,032.15; the third instalment makes it right. */
    @Test
    void instalmentsAddUpToTheRoundedTotal() {
        ContractLedger ledger = new ContractLedger(terms(perTonne("81.5873")));
        for (int no = 1; no <= 3; no++) {
            ledger.handle(charge("silo-a", MARCH, no, PROVISIONAL, 4_217_000));
        }
        assertThat(ledger.amounts()).containsExactly(eur(344_05), eur(344_06), eur(344_05));
        assertThat(ledger.total()).isEqualTo(eur(1_032_16));
        assertThat(ledger.charges.getLast().periodExact()).isEqualTo(exact("1032.1609323"));
    }

    /** Opening 41.250 t + deliveries 48.180 - closing 38.905 = 50.525 t at 1,217.5030. */
    @Test
    void theWorkedBridgeOfAMonth() {
        ContractLedger ledger = new ContractLedger(terms(perTonne("1217.5030")));
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 50_490_000));
        ledger.handle(charge("silo-a", MARCH, 2, TRUE_UP, 35_000));
        ledger.handle(
                new NoteSiloClosed("c-1", "silo-a", MARCH, Quantities.only(grams(50_525_000))));
        ledger.handle(new NoteSiloClosed("c-1", "silo-b", MARCH, Quantities.only(grams(0))));

        assertThat(ledger.amounts()).containsExactly(eur(61_471_73), eur(42_61));
        assertThat(ledger.settled)
                .containsExactly(
                        new PeriodSettled(
                                "c-1",
                                MARCH,
                                Quantities.only(grams(50_525_000)),
                                exact("61514.339075"),
                                eur(61_514_34),
                                eur(61_471_73),
                                eur(42_61),
                                2,
                                exact("0")));
    }

    @Test
    void aChargeOfTwoSilosSharesTheTiersOfTheirContract() {
        ContractLedger ledger = new ContractLedger(terms(graduated()));
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 9_000_000));
        ledger.handle(charge("silo-b", MARCH, 1, PROVISIONAL, 9_000_000));
        ledger.handle(charge("silo-a", MARCH, 2, PROVISIONAL, 6_350_000));
        assertThat(ledger.amounts()).containsExactly(eur(10_800_00), eur(10_400_00), eur(7_085_00));
        assertThat(ledger.total()).isEqualTo(eur(28_285_00));
    }

    @Test
    void eachPeriodStartsItsTiersAgain() {
        ContractLedger ledger = new ContractLedger(terms(graduated()));
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 24_350_000));
        ledger.handle(charge("silo-a", APRIL, 2, PROVISIONAL, 10_000_000));
        ledger.handle(charge("silo-b", MARCH, 1, TRUE_UP, 1_000_000));
        assertThat(ledger.amounts()).containsExactly(eur(28_285_00), eur(12_000_00), eur(1_100_00));
    }

    @Test
    void aNegativeTrueUpMovesMoneyBack() {
        ContractLedger ledger = new ContractLedger(terms(graduated()));
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 20_500_000));
        ledger.handle(charge("silo-a", MARCH, 2, TRUE_UP, -11_000_000));
        assertThat(ledger.amounts()).containsExactly(eur(24_050_00), eur(-12_650_00));
        SettlementCommanded back = ledger.settlements.getLast();
        assertThat(back.quantity().first()).isEqualTo(grams(-11_000_000));
        assertThat(back.payer()).isEqualTo("acct-plant");
        assertThat(back.payee()).isEqualTo("acct-supplier");
        assertThat(back.lines())
                .allMatch(line -> line.amountExact().signum() < 0)
                .extracting(line -> line.amountExact().toString())
                .containsExactly("-600", "-11500", "-550");
    }

    @Test
    void anAmountThatRoundsToNothingIsChargedButCommandsNothing() {
        ContractLedger ledger = new ContractLedger(terms(perTonne("1200")));
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 4)); // 0.0048
        ledger.handle(charge("silo-a", MARCH, 2, PROVISIONAL, 1)); // 0.0060 in total
        ledger.handle(charge("silo-a", MARCH, 3, TRUE_UP, 0));
        assertThat(ledger.amounts()).containsExactly(eur(0), eur(1), eur(0));
        assertThat(ledger.settlements)
                .extracting(SettlementCommanded::settlementId)
                .containsExactly("c-1/1");
        assertThat(ledger.settlements.getFirst().consumptionNo()).isEqualTo(2);
    }

    @Test
    void aFreeTariffCommandsNothing() {
        ContractLedger ledger = new ContractLedger(terms(perTonne("0")));
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 20_000_000));
        assertThat(ledger.amounts()).containsExactly(eur(0));
        assertThat(ledger.settlements).isEmpty();
    }

    @Test
    void aConsumptionIsChargedOnceHoweverOftenItIsAsked() {
        ContractLedger ledger = new ContractLedger(terms(graduated()));
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 1_000_000));
        ledger.handle(charge("silo-a", MARCH, 2, PROVISIONAL, 1_000_000));
        assertThat(ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 1_000_000))).isEmpty();
        assertThat(ledger.handle(charge("silo-a", MARCH, 2, PROVISIONAL, 1_000_000))).isEmpty();
        assertThat(ledger.handle(charge("silo-b", MARCH, 1, PROVISIONAL, 1_000_000)))
                .as("the number belongs to the silo")
                .hasSize(2);
        assertThat(ledger.total()).isEqualTo(eur(3_600_00));
    }

    @Test
    void settlementsAreNumberedWithoutGapsOverPeriods() {
        ContractLedger ledger = new ContractLedger(terms(graduated()));
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 1_000_000));
        ledger.handle(charge("silo-a", MARCH, 2, PROVISIONAL, 0));
        ledger.handle(charge("silo-a", APRIL, 3, PROVISIONAL, 1_000_000));
        ledger.handle(charge("silo-b", MARCH, 1, PROVISIONAL, 1_000_000));
        assertThat(ledger.settlements)
                .extracting(SettlementCommanded::settlementId)
                .containsExactly("c-1/1", "c-1/2", "c-1/3");
    }

    @Test
    void aPeriodIsSettledWhenTheLastSiloHasClosedIt() {
        ContractLedger ledger = new ContractLedger(terms(graduated()));
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, 1_000_000));
        ledger.handle(
                new NoteSiloClosed("c-1", "silo-a", MARCH, Quantities.only(grams(1_000_000))));
        assertThat(
                        ledger.handle(
                                new NoteSiloClosed(
                                        "c-1", "silo-a", MARCH, Quantities.only(grams(1_000_000)))))
                .as("again")
                .isEmpty();
        ledger.handle(charge("silo-a", APRIL, 2, PROVISIONAL, 2_000_000));
        assertThat(ledger.settled).isEmpty();
        ledger.handle(charge("silo-b", MARCH, 1, TRUE_UP, 500_000));
        ledger.handle(new NoteSiloClosed("c-1", "silo-b", MARCH, Quantities.only(grams(500_000))));
        assertThat(ledger.settled).hasSize(1);
        PeriodSettled march = ledger.settled.getFirst();
        assertThat(march.amount()).isEqualTo(eur(1_800_00));
        assertThat(march.provisional()).isEqualTo(eur(1_200_00));
        assertThat(march.trueUp()).isEqualTo(eur(600_00));
        assertThat(march.settlements()).isEqualTo(2);
        assertThat(ledger.state.period(MARCH).closed()).isTrue();
        assertThat(ledger.state.period(APRIL).closed()).as("April stays open").isFalse();
    }

    @Test
    void currenciesRoundToTheirOwnMinorUnit() {
        assertThat(single("1217.5030", "JPY", RoundingMode.HALF_UP, 1_000)).isEqualTo("1 JPY");
        assertThat(single("1217.5030", "KWD", RoundingMode.HALF_UP, 1_000)).isEqualTo("1.218 KWD");
        assertThat(single("2.5", "EUR", RoundingMode.HALF_UP, 10_000)).isEqualTo("0.03 EUR");
        assertThat(single("2.5", "EUR", RoundingMode.HALF_EVEN, 10_000)).isEqualTo("0.02 EUR");
    }

    private static String single(String price, String currency, RoundingMode rounding, long grams) {
        Currency in = Currency.getInstance(currency);
        ContractLedger ledger =
                new ContractLedger(terms(perTonne(price), in, rounding, List.of("silo-a")));
        ledger.handle(charge("silo-a", MARCH, 1, PROVISIONAL, grams));
        return ledger.charges.getFirst().amount().toString();
    }

    @Test
    void nothingHappensBeforeSigning() {
        assertThatThrownBy(() ->
                        Contracts.decide(
                                ContractState.initial(),
                                charge("silo-a", MARCH, 1, PROVISIONAL, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the contract is not signed yet");
    }

    /**
     * Random instalments and corrections over tiers, against an oracle that knows nothing of
     * instalments: it prices every gram of the final total separately.
     */
    @Test
    void randomInstalmentsAndCorrectionsEqualASlowOracleToTheCent() {
        long seed = 20_260_731;
        System.out.println("seed " + seed);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int round = 0; round < 2_000; round++) {
            Tariff.Graduated tariff = Oracle.randomTariff(random);
            RoundingMode rounding =
                    random.nextBoolean() ? RoundingMode.HALF_UP : RoundingMode.HALF_EVEN;
            ContractLedger ledger =
                    new ContractLedger(terms(tariff, EUR, rounding, List.of("silo-a", "silo-b")));
            long grams = 0;
            Map<String, Long> numbers = new HashMap<>();
            int instalments = 1 + random.nextInt(40);
            for (int i = 0; i < instalments; i++) {
                long step = random.nextLong(-Math.min(grams, 3_000_000), 6_000_000);
                String silo = random.nextBoolean() ? "silo-a" : "silo-b";
                long no = numbers.merge(silo, 1L, Long::sum);
                ledger.handle(charge(silo, MARCH, no, step < 0 ? TRUE_UP : PROVISIONAL, step));
                grams += step;
                assertThat(ledger.total())
                        .as("seed %d round %d instalment %d: %s", seed, round, i, tariff)
                        .isEqualTo(Oracle.amount(tariff, grams, rounding));
            }
        }
    }

    /** Shares no code with the rating: grams and tier bounds in a plain loop. */
    private static final class Oracle {
        private Oracle() {}

        static Money amount(Tariff.Graduated tariff, long grams, RoundingMode rounding) {
            BigDecimal sum = BigDecimal.ZERO;
            BigDecimal left = new BigDecimal(grams).divide(new BigDecimal(1_000_000));
            BigDecimal reached = BigDecimal.ZERO;
            for (Tier tier : tariff.tiers()) {
                BigDecimal room = tier.upTo() == null ? left : tier.upTo().subtract(reached);
                BigDecimal part = left.compareTo(room) < 0 ? left : room;
                sum = sum.add(part.multiply(tier.unitPrice()));
                left = left.subtract(part);
                reached = reached.add(room);
            }
            String cents = sum.setScale(2, rounding).unscaledValue().toString();
            return new Money(Long.parseLong(cents), EUR);
        }

        static Tariff.Graduated randomTariff(RandomGenerator random) {
            List<Tier> tiers = new ArrayList<>();
            BigDecimal bound = BigDecimal.ZERO;
            int bounded = random.nextInt(5);
            for (int i = 0; i < bounded; i++) {
                bound = bound.add(BigDecimal.valueOf(1 + random.nextLong(20_000_000), 6));
                tiers.add(new Tier(bound, price(random)));
            }
            tiers.add(new Tier(null, price(random)));
            return new Tariff.Graduated(tiers, io.usance.quantity.UnitOfMeasure.TONNE);
        }

        private static BigDecimal price(RandomGenerator random) {
            return BigDecimal.valueOf(random.nextLong(20_000_000), 4);
        }
    }

    /** The state is bounded: the oldest settled periods leave it. */
    @Test
    void theOldestSettledPeriodsLeaveTheState() {
        ContractLedger ledger = new ContractLedger(terms(graduated()));
        int months = ContractState.PERIODS_KEPT_MAX + 12;
        LocalDate first = LocalDate.of(2026, 3, 1);
        for (int month = 0; month < months; month++) {
            LocalDate from = first.plusMonths(month);
            String period = from + "/" + from.plusMonths(1);
            ledger.handle(charge("silo-a", period, month + 1, PROVISIONAL, 1_000_000));
            ledger.handle(new NoteSiloClosed("c-1", "silo-a", period, Quantities.only(grams(0))));
            ledger.handle(new NoteSiloClosed("c-1", "silo-b", period, Quantities.only(grams(0))));
        }
        assertThat(ledger.state.periods()).hasSize(ContractState.PERIODS_KEPT_MAX);
        assertThat(ledger.state.forgottenUpTo()).isEqualTo("2027-02-01/2027-03-01");
        assertThat(ledger.state.chargedUpTo()).containsExactly(Map.entry("silo-a", (long) months));
        assertThat(
                        ledger.handle(
                                new NoteSiloClosed(
                                        "c-1", "silo-a", MARCH, Quantities.only(grams(0)))))
                .as("a period that is forgotten is not settled twice")
                .isEmpty();
    }
}
