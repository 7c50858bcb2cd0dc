package io.usance.contract.state;

import static io.usance.contract.state.ContractFixture.AT;
import static io.usance.contract.state.ContractFixture.EUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.contract.ContractCommand.AmendContract;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractTerms;
import io.usance.contract.state.ChargingCommand.ChargeConsumption;
import io.usance.contract.state.ChargingCommand.NoteSiloClosed;
import io.usance.metering.Interval;
import io.usance.metering.MeteredKind;
import io.usance.metering.MeteredQuantity;
import io.usance.money.Money;
import io.usance.period.BandHours;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.period.ClockTime;
import io.usance.period.Holiday;
import io.usance.period.TimeBand;
import io.usance.period.TimeBands;
import io.usance.pricing.CarryForward;
import io.usance.pricing.FractionOracle;
import io.usance.pricing.RandomTariffs;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tariff.BaseFee;
import io.usance.pricing.Tariff.Composite;
import io.usance.pricing.Tariff.Graduated;
import io.usance.pricing.Tariff.Minimum;
import io.usance.pricing.Tariff.Packaged;
import io.usance.pricing.Tariff.PerUnit;
import io.usance.pricing.Tariff.Usage;
import io.usance.pricing.Tariff.Volume;
import io.usance.pricing.TariffVersion;
import io.usance.pricing.Tier;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
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
 * Random lives of contracts with prices by bands: weeks drawn hour by hour, holidays, two zones
 * that change their clocks, quarters and longer intervals, on edges, across them and without one,
 * late ones, corrections, prices that reach back. In the end each period costs what an oracle says
 * that looks the clock up minute by minute in the table of hours, and calculates in whole numbers.
 */
class BandsOracleTest {
    private static final int CONTRACTS = 300;
    private static final int FACTS = 30;
    private static final List<String> NAMES = List.of("base", "peak", "shoulder");

    private static final UnitOfMeasure KWH = UnitOfMeasure.KILOWATT_HOUR;

    /** Periods in which a clock changes. */
    private static final List<Integer> MONTHS = List.of(3, 4, 10);

    /**
     * @param milli thousandths of a Wh
     */
    private record Said(int month, long milli, @Nullable Interval during) {}

    @Test
    void eachPeriodCostsWhatTheOracleSays() {
        long seed = 20_261_130;
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
            for (ConsumptionCharged charge : life.ledger.charges) {
                seen.add(charge.of() + " " + charge.restReason());
            }
        }
        assertThat(seen)
                .contains(
                        "AMENDMENT",
                        "energy@base null",
                        "energy@base NO_INTERVAL",
                        "energy@base ACROSS_AN_EDGE",
                        "energy@peak null",
                        "energy@shoulder null");
    }

    private static final class Life {
        private final RandomGenerator random;
        private final ZoneId zone;

        /** Index of a name, by day and hour. */
        private final int[][] week = new int[7][24];

        private final Map<LocalDate, DayOfWeek> holidays = new TreeMap<>();
        private final List<TariffVersion> versions = new ArrayList<>();
        private final List<Said> said = new ArrayList<>();
        private final BillingCalendar calendar;
        private final ContractLedger ledger;
        private long meteredNo;

        Life(RandomGenerator random) {
            this.random = random;
            zone = ZoneId.of(random.nextBoolean() ? "Europe/Berlin" : "Australia/Lord_Howe");
            calendar = new BillingCalendar(zone, Cycle.MONTH);
            for (int[] day : week) {
                for (int hour = 0; hour < day.length; hour++) {
                    boolean goesOn = hour > 0 && random.nextInt(3) > 0;
                    day[hour] = goesOn ? day[hour - 1] : random.nextInt(NAMES.size());
                }
            }
            // Each band is, or it could not be written down.
            week[0][2] = 1;
            week[6][2] = 2;
            for (int i = random.nextInt(4); i > 0; i--) {
                holidays.put(
                        LocalDate.of(2026, month(), 1 + random.nextInt(28)),
                        DayOfWeek.of(1 + random.nextInt(7)));
            }
            versions.add(new TariffVersion(AT.minus(Duration.ofDays(90)), AT, price()));
            ledger = new ContractLedger(terms(1));
        }

        private int month() {
            return MONTHS.get(random.nextInt(MONTHS.size()));
        }

        private TimeBands bands() {
            List<TimeBand> bands = new ArrayList<>();
            for (int band = 1; band < NAMES.size(); band++) {
                bands.add(new TimeBand(NAMES.get(band), hours(band)));
            }
            List<Holiday> days = new ArrayList<>();
            holidays.forEach((date, as) -> days.add(0, new Holiday(date, as)));
            return new TimeBands(bands, NAMES.getFirst(), days);
        }

        /** An entry for each hour of the day at which some days have the band. */
        private List<BandHours> hours(int band) {
            List<BandHours> hours = new ArrayList<>();
            for (int hour = 0; hour < 24; hour++) {
                List<DayOfWeek> days = new ArrayList<>();
                for (int day = 0; day < 7; day++) {
                    if (week[day][hour] == band) {
                        days.add(DayOfWeek.of(day + 1));
                    }
                }
                if (!days.isEmpty()) {
                    hours.add(
                            new BandHours(
                                    days,
                                    new ClockTime(60 * hour),
                                    new ClockTime(60 * (hour + 1))));
                }
            }
            return hours;
        }

        /** A rate of any form for each band, and now and then a fee and a minimum over all. */
        private Composite price() {
            List<Tariff.Component> parts = new ArrayList<>();
            if (random.nextBoolean()) {
                parts.add(new BaseFee(decimal(10_000, 2)));
            }
            for (String band : NAMES) {
                parts.add(usage(band));
            }
            if (random.nextBoolean()) {
                parts.add(new Minimum(decimal(300_000, 2), CarryForward.NONE));
            }
            return new Composite(parts);
        }

        private Usage usage(String band) {
            return switch (random.nextInt(4)) {
                case 0 -> new PerUnit(decimal(60_000, 5), KWH, "energy", null, band);
                case 1 -> new Graduated(tiers(), KWH, "energy", null, band);
                case 2 -> new Volume(tiers(), KWH, "energy", null, band);
                default ->
                        new Packaged(
                                decimal(90_000, 2), decimal(9_000, 2), KWH, "energy", null, band);
            };
        }

        private List<Tier> tiers() {
            BigDecimal bound = decimal(90_000, 2);
            return List.of(
                    new Tier(bound, decimal(60_000, 5), decimal(5_000, 2)),
                    new Tier(null, decimal(60_000, 5)));
        }

        private BigDecimal decimal(long most, int decimals) {
            return RandomTariffs.decimal(random, most, decimals);
        }

        private ContractTerms terms(int version) {
            ContractTerms plain = ContractFixture.terms(ContractFixture.perTonne("1"));
            return ContractTerms.builder(plain.contractId())
                    .version(version)
                    .supplier(plain.supplier())
                    .customer(plain.customer())
                    .meters("m-1")
                    .currency(EUR)
                    .calendar(calendar)
                    .tariffs(List.copyOf(versions))
                    .meteringFrom(AT)
                    .timeBands(bands())
                    .build();
        }

        void live() {
            int amendAt = random.nextInt(2 * FACTS);
            for (int i = 0; i < FACTS; i++) {
                if (i == amendAt) {
                    Instant from = start(month());
                    versions.add(new TariffVersion(from, AT.plusSeconds(1), price()));
                    ledger.handle(new AmendContract(terms(2), AT.plusSeconds(1)));
                }
                say();
            }
            for (int month : MONTHS) {
                ledger.handle(
                        new NoteSiloClosed(
                                "c-1",
                                "m-1",
                                periodId(month),
                                ledger.state.period(periodId(month)).charged().quantity()));
            }
            say();
        }

        private void say() {
            Interval during = during(month());
            // Late in another month now and then; less than nothing only without an interval.
            int month = month();
            long milli = random.nextLong(900_000_000L) * (during == null && month == 3 ? -1 : 1);
            said.add(new Said(month, milli, during));
            ChargeConsumption command =
                    new ChargeConsumption(
                            new MeteredQuantity(
                                    "m-1",
                                    "c-1",
                                    periodId(month),
                                    ++meteredNo,
                                    milli < 0 ? MeteredKind.TRUE_UP : MeteredKind.PROVISIONAL,
                                    "energy",
                                    new Quantity(milli, Dimension.ENERGY),
                                    during));
            ledger.handle(command);
            assertThat(ledger.handle(command)).as("charged once").isEmpty();
        }

        /** Often on the days on which a clock changes. */
        private @Nullable Interval during(int month) {
            List<LocalDate> changes =
                    List.of(
                            LocalDate.of(2026, 3, 29),
                            LocalDate.of(2026, 4, 5),
                            LocalDate.of(2026, 10, 4),
                            LocalDate.of(2026, 10, 25));
            LocalDate date =
                    random.nextBoolean()
                            ? changes.get(random.nextInt(changes.size()))
                            : LocalDate.of(2026, month, 1 + random.nextInt(28));
            Instant from =
                    date.atStartOfDay(zone)
                            .toInstant()
                            .plus(
                                    Duration.ofMinutes(
                                            15L * random.nextInt(random.nextBoolean() ? 20 : 96)));
            return switch (random.nextInt(8)) {
                case 0 -> null;
                case 1 -> new Interval(from.plusSeconds(420), from.plusSeconds(1_320));
                case 2 -> new Interval(from, from.plus(Duration.ofHours(1 + random.nextInt(60))));
                default -> new Interval(from, from.plus(Duration.ofMinutes(15)));
            };
        }

        private Instant start(int month) {
            return LocalDate.of(2026, month, 1).atStartOfDay(zone).toInstant();
        }

        private String periodId(int month) {
            LocalDate first = LocalDate.of(2026, month, 1);
            return first + "/" + first.plusMonths(1);
        }

        /**
         * Index of the band, minute by minute; the rest if the minutes differ or there are none.
         */
        private int band(@Nullable Interval during) {
            if (during == null) {
                return 0;
            }
            int band = -1;
            for (Instant at = during.from(); at.isBefore(during.until()); at = at.plusSeconds(60)) {
                ZonedDateTime clock = at.atZone(zone);
                DayOfWeek day = holidays.getOrDefault(clock.toLocalDate(), clock.getDayOfWeek());
                int now = week[day.getValue() - 1][clock.getHour()];
                if (band >= 0 && band != now) {
                    return 0;
                }
                band = now;
            }
            return band;
        }

        void check(String as) {
            for (int month : MONTHS) {
                TariffVersion price = versions.getFirst();
                for (TariffVersion version : versions) {
                    price = version.validFrom().isAfter(start(month)) ? price : version;
                }
                long[] milli = new long[NAMES.size()];
                for (Said one : said) {
                    milli[band(one.during())] += one.month() == month ? one.milli() : 0;
                }
                Map<String, Long> drawn = new TreeMap<>();
                PeriodState period = ledger.state.period(periodId(month));
                for (int band = 0; band < milli.length; band++) {
                    String name = "energy@" + NAMES.get(band);
                    assertThat(period.charged().quantity().get(name).milli())
                            .as("%s %s %s %s", as, zone, periodId(month), name)
                            .isEqualTo(milli[band]);
                    drawn.put(name, Math.max(0, milli[band]));
                }
                BigInteger exact =
                        new FractionOracle((Composite) price.tariff(), drawn, BigDecimal.ZERO)
                                .amount(true, false);
                BigInteger cent = FractionOracle.PARTS.divide(BigInteger.valueOf(100));
                Money cents =
                        new Money(exact.add(cent.shiftRight(1)).divide(cent).longValueExact(), EUR);
                assertThat(period.charged().issued()).as("%s %s", as, month).isEqualTo(cents);
                assertThat(period.closed()).as(as).isTrue();
            }
        }
    }
}
