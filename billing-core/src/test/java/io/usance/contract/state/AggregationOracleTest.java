package io.usance.contract.state;

import static io.usance.contract.state.ContractFixture.AT;
import static io.usance.contract.state.ContractFixture.EUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.contract.ContractCommand.AmendContract;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractTerms;
import io.usance.contract.state.ChargingCommand.ChargeConsumption;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.metering.Interval;
import io.usance.metering.MeteredKind;
import io.usance.metering.MeteredQuantity;
import io.usance.money.Money;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.pricing.CarryForward;
import io.usance.pricing.FractionOracle;
import io.usance.pricing.RandomTariffs;
import io.usance.pricing.Tariff.BaseFee;
import io.usance.pricing.Tariff.Component;
import io.usance.pricing.Tariff.Composite;
import io.usance.pricing.Tariff.Graduated;
import io.usance.pricing.Tariff.Maximum;
import io.usance.pricing.Tariff.Minimum;
import io.usance.pricing.Tariff.Packaged;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.pricing.Tariff.Usage;
import io.usance.pricing.Tariff.Volume;
import io.usance.pricing.TariffVersion;
import io.usance.pricing.Tier;
import io.usance.quantity.Aggregation;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random lives of contracts whose price takes the sum of hours, the highest power and the last
 * number of seats of two meters: instalments, corrections, late values before and after the close,
 * prices that reach back. In the end each period costs what an oracle says that sees all values at
 * once, sorts them itself and calculates in whole numbers.
 */
class AggregationOracleTest {
    private static final int CONTRACTS = 400;
    private static final int MONTHS = 3;
    private static final List<String> METERS = List.of("m-1", "m-2");
    private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);
    private static final BillingCalendar CALENDAR =
            new BillingCalendar(ZoneId.of("Europe/Berlin"), Cycle.MONTH);

    private enum Of {
        HOURS(Dimension.TIME, "h", Aggregation.SUM, 900_000_000L),
        POWER(Dimension.POWER, "kW", Aggregation.MAXIMUM, 900_000_000L),
        SEATS(Dimension.COUNT, "1", Aggregation.LAST, 9_000_000L);

        final Dimension dimension;
        final UnitOfMeasure per;
        final Aggregation take;
        final long milliMax;

        Of(Dimension dimension, String per, Aggregation take, long milliMax) {
            this.dimension = dimension;
            this.per = UnitOfMeasure.of(per);
            this.take = take;
            this.milliMax = milliMax;
        }
    }

    /**
     * What a meter said.
     *
     * @param month that it is charged in
     */
    private record Said(String meterId, int month, Of of, long milli, @Nullable Interval during) {}

    @Test
    void whateverTheOrderEachPeriodCostsWhatTheOracleSays() {
        long seed = 20_261_201;
        System.out.println("seed " + seed);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < CONTRACTS; i++) {
            Life life = new Life(random);
            life.live();
            String as = "seed %d contract %d".formatted(seed, i);
            life.check(as);
            assertThat(ContractAudit.fromSigning().check(life.ledger.events)).as(as).isEmpty();
            life.ledger.adjustments.forEach(adjusted -> seen.add(adjusted.cause().name()));
            life.ledger.charges.stream()
                    .filter(charge -> charge.amount().amountMinor() < 0)
                    .forEach(charge -> seen.add("LESS OF " + charge.of()));
        }
        assertThat(seen).contains("AMENDMENT", "CLOSE", "LESS OF HOURS", "LESS OF SEATS");
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

    private static final class Life {
        private final RandomGenerator random;
        private final List<TariffVersion> versions = new ArrayList<>();
        private final List<Said> said = new ArrayList<>();
        private final long[] meteredNo = new long[METERS.size()];
        private final ContractLedger ledger;
        private int clock;

        Life(RandomGenerator random) {
            this.random = random;
            versions.add(new TariffVersion(start(0), start(0), composite()));
            ledger = new ContractLedger(terms(1));
        }

        private ContractTerms terms(int version) {
            ContractTerms plain = ContractFixture.terms(versions.getFirst().tariff());
            return ContractTerms.builder(plain.contractId())
                    .version(version)
                    .supplier(plain.supplier())
                    .customer(plain.customer())
                    .material(plain.material())
                    .meters(METERS)
                    .currency(EUR)
                    .calendar(CALENDAR)
                    .tariffs(List.copyOf(versions))
                    .meteringFrom(AT)
                    .build();
        }

        void live() {
            List<Deque<Runnable>> queues = new ArrayList<>();
            for (int meter = 0; meter < METERS.size(); meter++) {
                queues.add(meterQueue(meter));
            }
            Deque<Runnable> amendments = new ArrayDeque<>();
            for (int i = random.nextInt(3); i > 0; i--) {
                amendments.add(this::amend);
            }
            queues.add(amendments);
            queues.removeIf(Deque::isEmpty);
            while (!queues.isEmpty()) {
                clock++;
                queues.get(random.nextInt(queues.size())).removeFirst().run();
                queues.removeIf(Deque::isEmpty);
            }
        }

        private Deque<Runnable> meterQueue(int meter) {
            Deque<Runnable> queue = new ArrayDeque<>();
            for (int month = 0; month < MONTHS; month++) {
                int m = month;
                for (int i = random.nextInt(8); i > 0; i--) {
                    queue.add(() -> say(meter, m));
                }
                queue.add(() -> close(meter, m));
                if (random.nextBoolean()) {
                    int late = random.nextInt(month + 1);
                    queue.add(() -> say(meter, late));
                }
            }
            return queue;
        }

        private void close(int meter, int month) {
            ledger.handle(
                    new NoteSiloClosed(
                            "c-1",
                            METERS.get(meter),
                            periodId(month),
                            ledger.state.period(periodId(month)).charged().quantity()));
        }

        private void say(int meter, int month) {
            Of of = Of.values()[random.nextInt(Of.values().length)];
            long milli = random.nextLong(of.milliMax);
            if (of == Of.HOURS && random.nextInt(4) == 0) {
                milli = -random.nextLong(total(of, month) + 1);
            }
            Said one = new Said(METERS.get(meter), month, of, milli, during(month));
            said.add(one);
            ChargeConsumption command =
                    new ChargeConsumption(
                            new MeteredQuantity(
                                    one.meterId(),
                                    "c-1",
                                    periodId(month),
                                    ++meteredNo[meter],
                                    milli < 0 ? MeteredKind.TRUE_UP : MeteredKind.PROVISIONAL,
                                    of.name(),
                                    new Quantity(milli, of.dimension),
                                    one.during()));
            ledger.handle(command);
            assertThat(ledger.handle(command)).as("charged once").isEmpty();
        }

        /** One of 20 quarters of the month, so that some come twice; now and then none. */
        private @Nullable Interval during(int month) {
            Instant from = start(month).plus(Duration.ofMinutes(15L * random.nextInt(20)));
            return switch (random.nextInt(10)) {
                case 0 -> null;
                case 1 -> new Interval(from.minus(Duration.ofDays(1)), from);
                default -> new Interval(from, from.plus(Duration.ofMinutes(15)));
            };
        }

        private void amend() {
            int version = ledger.state.signed().version() + 1;
            Instant now = start(0).plusSeconds(3_600L * clock);
            versions.add(new TariffVersion(start(random.nextInt(MONTHS)), now, composite()));
            ledger.handle(new AmendContract(terms(version), now));
        }

        /** By all that was said, in plain loops. */
        private long total(Of of, int month) {
            long total = 0;
            for (String meter : METERS) {
                long value = 0;
                Instant latest = Instant.MIN;
                for (Said one : said) {
                    if (one.of() != of || one.month() != month || !one.meterId().equals(meter)) {
                        continue;
                    }
                    Interval during = one.during();
                    boolean within = during != null && !during.from().isBefore(start(month));
                    if (of == Of.HOURS) {
                        value += one.milli();
                    } else if (of == Of.POWER && within) {
                        value = Math.max(value, one.milli());
                    } else if (during != null && within && !during.until().isBefore(latest)) {
                        value = one.milli();
                        latest = during.until();
                    }
                }
                total += value;
            }
            return total;
        }

        void check(String as) {
            for (int month = 0; month < MONTHS; month++) {
                TariffVersion price = versions.getFirst();
                for (TariffVersion version : versions) {
                    price = version.validFrom().isAfter(start(month)) ? price : version;
                }
                Map<String, Long> milli = new TreeMap<>();
                for (Of of : Of.values()) {
                    milli.put(of.name(), total(of, month));
                }
                PeriodState period = ledger.state.period(periodId(month));
                assertThat(period.closed()).as(as).isTrue();
                for (Of of : Of.values()) {
                    assertThat(period.charged().quantity().get(of.name()).milli())
                            .as("%s %s %s", as, periodId(month), of)
                            .isEqualTo(milli.get(of.name()));
                }
                BigInteger exact =
                        new FractionOracle((Composite) price.tariff(), milli, BigDecimal.ZERO)
                                .amount(true, false);
                BigInteger cent = FractionOracle.PARTS.divide(BigInteger.valueOf(100));
                long due = exact.add(cent.shiftRight(1)).divide(cent).longValueExact();
                String where = "%s %s %s %s".formatted(as, periodId(month), milli, price.tariff());
                assertThat(period.charged().issued()).as(where).isEqualTo(new Money(due, EUR));
                assertThat(issued(periodId(month))).as(where).isEqualTo(due);
                assertThat(settled(periodId(month))).as(where).isEqualTo(due);
            }
        }

        private long issued(String id) {
            long sum = 0;
            for (ConsumptionCharged one : ledger.charges) {
                sum += one.periodId().equals(id) ? one.amount().amountMinor() : 0;
            }
            for (ChargeAdjusted one : ledger.adjustments) {
                sum += one.periodId().equals(id) ? one.amount().amountMinor() : 0;
            }
            return sum;
        }

        private long settled(String id) {
            long sum = 0;
            for (SettlementCommanded one : ledger.settlements) {
                sum += one.periodId().equals(id) ? one.amount().amountMinor() : 0;
            }
            return sum;
        }

        /** Prices each quantity once or twice, and now and then a minimum and a maximum. */
        private Composite composite() {
            List<Component> parts = new ArrayList<>();
            for (Of of : Of.values()) {
                for (int i = 1 + random.nextInt(2); i > 0; i--) {
                    parts.add(usage(of));
                }
            }
            if (random.nextBoolean()) {
                parts.add(0, new BaseFee(decimal(100_000, 2)));
            }
            BigDecimal minimum = decimal(300_000, 2);
            if (random.nextBoolean()) {
                parts.add(new Minimum(minimum, CarryForward.NONE));
            }
            if (random.nextInt(3) == 0) {
                parts.add(new Maximum(minimum.add(decimal(6_000_000, 2))));
            }
            return new Composite(parts);
        }

        private Usage usage(Of of) {
            return switch (random.nextInt(4)) {
                case 0 -> new PerUnit(decimal(9_000_000, 5), of.per, of.name(), of.take, null);
                case 1 -> new Graduated(tiers(), of.per, of.name(), of.take, null);
                case 2 -> new Volume(tiers(), of.per, of.name(), of.take, null);
                default ->
                        new Packaged(
                                decimal(90_000, 2),
                                decimal(90_000, 2),
                                of.per,
                                of.name(),
                                of.take,
                                null);
            };
        }

        private List<Tier> tiers() {
            List<Tier> tiers = new ArrayList<>();
            BigDecimal bound = BigDecimal.ZERO;
            for (int i = random.nextInt(4); i > 0; i--) {
                bound = bound.add(decimal(90_000, 2));
                tiers.add(new Tier(bound, decimal(9_000_000, 5), decimal(50_000, 2)));
            }
            tiers.add(new Tier(null, decimal(9_000_000, 5)));
            return tiers;
        }

        private BigDecimal decimal(long most, int decimals) {
            return RandomTariffs.decimal(random, most, decimals);
        }
    }
}
