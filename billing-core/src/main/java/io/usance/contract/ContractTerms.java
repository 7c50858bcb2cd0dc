package io.usance.contract;

import static io.usance.failure.Checks.all;
import static io.usance.failure.Checks.given;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.usance.metering.Interval;
import io.usance.metering.Metered;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingPeriod;
import io.usance.period.TimeBands;
import io.usance.pricing.IndexRule;
import io.usance.pricing.Rating;
import io.usance.pricing.Tariff;
import io.usance.pricing.TariffVersion;
import io.usance.quantity.Aggregation;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import io.usance.quantity.QuantityName;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the two companies agreed, one version of it.
 *
 * @param contractId stable identifier; key of the contract's messages
 * @param version from 1; named by every settlement
 * @param supplier owns the material until it is drawn; gets what is paid, unless there are payees
 * @param customer draws it; the payer
 * @param material what is supplied; empty if the contract is not about a material
 * @param meterIds the meters covered, at least one, none twice; those that have left included
 *     (stored as {@code siloIds}, the name of the first release)
 * @param currency ISO 4217
 * @param calendar zone and length of billing periods; the contract ends with a period of ONCE
 * @param tariffs versions of the price, see {@link TariffVersion#find}; one of them holds for the
 *     first period, and each begins with a period
 * @param rounding HALF_UP unless agreed otherwise
 * @param meteringFrom consumption counts from here
 * @param payees who gets which share; empty means the supplier gets all
 * @param taxPercent added to the amount of a period, 0 to 100; null if nothing is agreed
 * @param selfBilling null if the supplier writes the invoices
 * @param creditLimit most that may be commanded and not paid; null for none
 * @param settlement when money is commanded; stored forms of the first release lack it
 * @param indexRules how index values are found; a series without one has {@link IndexRule#usual}
 * @param meterTimes of the meters that join later than the contract's metering begins, or leave it,
 *     in the order of {@code meterIds}; null if all stay throughout
 * @param timeBands bands that rates name, by the clock in the calendar's zone; null if none does
 * @param exceptions what holds of quantities that are not to be trusted; null, as in contracts of
 *     earlier releases, settles them as charged
 * @param datedTerms what of tax, payees, self-billing, credit limit, settlement and exceptions
 *     holds from a later period on, in the order in which it was agreed; what the fields above say
 *     holds before. Null if they hold throughout
 */
public record ContractTerms(
        String contractId,
        int version,
        Party supplier,
        Party customer,
        String material,
        @JsonProperty("siloIds") List<String> meterIds,
        Currency currency,
        BillingCalendar calendar,
        List<TariffVersion> tariffs,
        RoundingMode rounding,
        Instant meteringFrom,
        List<Payee> payees,
        @Nullable BigDecimal taxPercent,
        @Nullable SelfBilling selfBilling,
        @Nullable Money creditLimit,
        SettlementPolicy settlement,
        List<IndexRule> indexRules,
        @Nullable List<ContractMeter> meterTimes,
        @Nullable TimeBands timeBands,
        @Nullable ExceptionTerms exceptions,
        @Nullable List<DatedTerms> datedTerms) {

    /** Most meters one contract may cover. */
    public static final int METERS_MAX = 10_000;

    /** Most rules for indexes. */
    public static final int INDEX_RULES_MAX = Tariff.COMPONENTS_MAX;

    public ContractTerms {
        given(contractId, "contract.contractId");
        given(supplier, "contract.supplier");
        given(customer, "contract.customer");
        given(currency, "contract.currency");
        given(calendar, "contract.calendar");
        given(rounding, "contract.rounding");
        given(meteringFrom, "contract.meteringFrom");
        meterIds = List.copyOf(all(meterIds, "contract.meters"));
        tariffs = List.copyOf(all(tariffs, "contract.tariffs"));
        payees = payees == null ? List.of() : List.copyOf(payees);
        settlement = settlement == null ? SettlementPolicy.EACH_STEP : settlement;
        indexRules = indexRules == null ? List.of() : List.copyOf(indexRules);
        ContractMeters.checkIds(contractId, meterIds);
        meterTimes = ContractMeters.times(contractId, meterIds, meterTimes, calendar, meteringFrom);
        if (rounding != RoundingMode.HALF_UP && rounding != RoundingMode.HALF_EVEN) {
            throw new IllegalArgumentException("rounding is HALF_UP or HALF_EVEN, not " + rounding);
        }
        if (version < 1) {
            throw new IllegalArgumentException(
                    "contract " + contractId + " has version " + version + "; versions start at 1");
        }
        if (currency.getDefaultFractionDigits() < 0) {
            throw new IllegalArgumentException(
                    "contract "
                            + contractId
                            + " is in "
                            + currency.getCurrencyCode()
                            + ", which has no minor unit to round to");
        }
        ContractPrices.check(contractId, tariffs, calendar, meteringFrom);
        for (TariffVersion price : tariffs) {
            checkAmounts(contractId, price.tariff(), currency, rounding);
            checkBands(price.tariff(), timeBands);
        }
        checkAccounts(supplier, customer, payees, currency);
        TermDates.checkLimits(taxPercent, creditLimit, currency);
        checkIndexRules(indexRules);
        datedTerms = datedTerms == null || datedTerms.isEmpty() ? null : List.copyOf(datedTerms);
        if (datedTerms != null) {
            TermDates.check(customer, currency, calendar, meteringFrom, datedTerms);
        }
    }

    /** Terms without dates but those of prices. */
    public ContractTerms(
            String contractId,
            int version,
            Party supplier,
            Party customer,
            String material,
            List<String> meterIds,
            Currency currency,
            BillingCalendar calendar,
            List<TariffVersion> tariffs,
            RoundingMode rounding,
            Instant meteringFrom,
            List<Payee> payees,
            @Nullable BigDecimal taxPercent,
            @Nullable SelfBilling selfBilling,
            @Nullable Money creditLimit,
            SettlementPolicy settlement,
            List<IndexRule> indexRules,
            @Nullable List<ContractMeter> meterTimes,
            @Nullable TimeBands timeBands,
            @Nullable ExceptionTerms exceptions) {
        this(
                contractId,
                version,
                supplier,
                customer,
                material,
                meterIds,
                currency,
                calendar,
                tariffs,
                rounding,
                meteringFrom,
                payees,
                taxPercent,
                selfBilling,
                creditLimit,
                settlement,
                indexRules,
                meterTimes,
                timeBands,
                exceptions,
                null);
    }

    /** Terms that say nothing of exceptions: what is not to be trusted is settled as charged. */
    public ContractTerms(
            String contractId,
            int version,
            Party supplier,
            Party customer,
            String material,
            List<String> meterIds,
            Currency currency,
            BillingCalendar calendar,
            List<TariffVersion> tariffs,
            RoundingMode rounding,
            Instant meteringFrom,
            List<Payee> payees,
            @Nullable BigDecimal taxPercent,
            @Nullable SelfBilling selfBilling,
            @Nullable Money creditLimit,
            SettlementPolicy settlement,
            List<IndexRule> indexRules,
            @Nullable List<ContractMeter> meterTimes,
            @Nullable TimeBands timeBands) {
        this(
                contractId,
                version,
                supplier,
                customer,
                material,
                meterIds,
                currency,
                calendar,
                tariffs,
                rounding,
                meteringFrom,
                payees,
                taxPercent,
                selfBilling,
                creditLimit,
                settlement,
                indexRules,
                meterTimes,
                timeBands,
                null);
    }

    /** Terms of the first version, of which nothing is set yet. */
    public static ContractTermsBuilder builder(String contractId) {
        return new ContractTermsBuilder(contractId);
    }

    /** The same terms, to be changed. */
    public ContractTermsBuilder toBuilder() {
        return new ContractTermsBuilder(this);
    }

    /** The only price there is, from the first period on. */
    public static TariffVersion fromTheFirstPeriod(
            Tariff tariff, BillingCalendar calendar, Instant meteringFrom) {
        Instant first = calendar.periodOf(meteringFrom).start();
        return new TariffVersion(first, first, tariff);
    }

    /**
     * True if signing the other changes nothing: it says the same. What an earlier release has
     * signed says nothing of exceptions; the same document, read now, does.
     */
    public boolean isRepeatedBy(ContractTerms given) {
        return equals(given)
                || exceptions == null
                        && ExceptionTerms.HOLD.equals(given.exceptions)
                        && equals(given.toBuilder().exceptions(null).build());
    }

    /** The meters covered, in the order of {@link #meterIds()}, with their times. */
    public List<ContractMeter> meters() {
        return List.copyOf(metersById().values());
    }

    /** The same by id, in the same order. */
    public Map<String, ContractMeter> metersById() {
        Map<String, ContractMeter> meters = LinkedHashMap.newLinkedHashMap(meterIds.size());
        meterIds.forEach(meterId -> meters.put(meterId, ContractMeter.always(meterId)));
        if (meterTimes != null) {
            meterTimes.forEach(meter -> meters.put(meter.meterId(), meter));
        }
        return meters;
    }

    /** When what a meter meters begins to count. */
    public Instant meteringFrom(ContractMeter meter) {
        return meter.from() == null ? meteringFrom : meter.from();
    }

    /** True if the meter is, by these terms, under the contract in some part of the period. */
    public boolean covers(ContractMeter meter, BillingPeriod period) {
        return (meter.from() == null || meter.from().isBefore(period.end()))
                && (meter.until() == null || meter.until().isAfter(period.start()));
    }

    /**
     * The quantities that are priced, by name; the same in all versions of the price. Of a quantity
     * that is priced by bands, each band's is one: {@code energy@peak}.
     */
    public SortedMap<String, Dimension> quantities() {
        return tariffs.getFirst().tariff().quantities();
    }

    /** The quantities that are priced, by the names that meters give them. */
    public SortedMap<String, Dimension> meteredQuantities() {
        SortedMap<String, Dimension> metered = new TreeMap<>();
        quantities()
                .forEach((name, dimension) -> metered.put(QuantityName.metered(name), dimension));
        return metered;
    }

    /** True if a metered quantity of this name is priced by bands of time. */
    public boolean isBanded(String quantityName) {
        return timeBands != null
                && quantities().containsKey(QuantityName.inBand(quantityName, timeBands.rest()));
    }

    /**
     * The interval that a charge of what was metered records: none where the price does not depend
     * on it.
     */
    public @Nullable Interval during(Metered metered) {
        String name = metered.quantityName();
        return aggregation(nameOf(name)) == Aggregation.SUM && !isBanded(name)
                ? null
                : Interval.of(metered);
    }

    /** True if it prices one quantity. */
    public boolean hasOneQuantity() {
        return quantities().size() == 1;
    }

    /** What the prices are for; where there are several quantities, the first of them. */
    public Dimension dimension() {
        return quantities().firstEntry().getValue();
    }

    /** Nothing of each quantity; a single one is called {@link Quantities#ONLY}. */
    public Quantities none() {
        return hasOneQuantity()
                ? Quantities.only(Quantity.zero(dimension()))
                : Quantities.zero(quantities());
    }

    /** The name that a price gives a metered quantity; null if it does not name it. */
    public @Nullable String nameOf(String quantityName) {
        return quantities().firstKey().equals(Quantities.ONLY) ? null : quantityName;
    }

    /**
     * What of a period's values counts; the same in all versions of the price.
     *
     * @param of name of the quantity; null if the price does not name it
     */
    public Aggregation aggregation(@Nullable String of) {
        if (of == null) {
            return Aggregation.SUM;
        }
        String metered = QuantityName.metered(of);
        for (Tariff.Component part : tariffs.getFirst().tariff().parts()) {
            if (part instanceof Tariff.Usage usage && metered.equals(usage.of())) {
                return usage.aggregation();
            }
        }
        return Aggregation.SUM;
    }

    /** True if a metered quantity of this name is priced; what is not costs nothing. */
    public boolean prices(String quantityName) {
        String only = quantities().firstKey();
        return hasOneQuantity() && only.equals(Quantities.ONLY)
                || quantities().containsKey(quantityName)
                || isBanded(quantityName);
    }

    /** The price of a period, by all that is known. */
    public Tariff tariff(BillingPeriod period) {
        return TariffVersion.find(tariffs, period.start(), Instant.MAX)
                .orElseThrow(() ->
                        new IllegalStateException(
                                "contract " + contractId + " has no price for " + period))
                .tariff();
    }

    /** How the value of an index is found. */
    public IndexRule indexRule(String series) {
        return indexRules.stream()
                .filter(rule -> rule.series().equals(series))
                .findFirst()
                .orElseGet(() -> IndexRule.usual(series));
    }

    /** The index series its prices need, in the order of their names. */
    public SortedSet<String> series() {
        return tariffs.stream()
                .flatMap(price -> price.tariff().seriesNames().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What holds of a period, of all but the price. */
    public PeriodTerms in(BillingPeriod period) {
        return TermDates.at(this, period.start());
    }

    /** The same of the period with this id. */
    public PeriodTerms in(String periodId) {
        return datedTerms == null ? TermDates.at(this, Instant.MIN) : in(calendar.period(periodId));
    }

    /** True if an agreement with a date says what holds of a term in the period. */
    public boolean isDated(DatedTerms.Term term, BillingPeriod period) {
        return datedTerms != null && DatedTerms.find(datedTerms, term, period.start()).isPresent();
    }

    /** All that holds of some period, each once, in the order of the periods. */
    public List<PeriodTerms> everyTerms() {
        return TermDates.every(this);
    }

    /**
     * Who gets which share by the contract's own fields: the payees, or the supplier all. See
     * {@link #in} for a period's.
     */
    public List<Payee> payeesOrSupplier() {
        return payees.isEmpty()
                ? List.of(new Payee(supplier.name(), supplier.account(), new Share(1, 1)))
                : payees;
    }

    private static void checkAccounts(
            Party supplier, Party customer, List<Payee> payees, Currency currency) {
        if (supplier.account().equals(customer.account())) {
            throw new IllegalArgumentException(
                    "payer and payee have the same account " + supplier.account());
        }
        if (!payees.isEmpty()) {
            TermDates.checkShares(payees, currency);
            TermDates.checkAccounts(customer, payees);
        }
    }

    private static void checkIndexRules(List<IndexRule> rules) {
        if (rules.size() > INDEX_RULES_MAX
                || rules.stream().map(IndexRule::series).distinct().count() != rules.size()) {
            throw new IllegalArgumentException(
                    "a contract has at most "
                            + INDEX_RULES_MAX
                            + " rules for indexes, one per series, not "
                            + rules.stream().map(IndexRule::series).toList());
        }
    }

    /**
     * Checks when a meter joins and leaves.
     *
     * @throws IllegalArgumentException if the contract is not metered when it joins, or it leaves
     *     within a period or before it joins
     */
    public static void checkTimes(
            String contractId,
            ContractMeter meter,
            BillingCalendar calendar,
            Instant meteringFrom) {
        ContractMeters.check(contractId, meter, calendar, meteringFrom);
    }

    /**
     * Refuses a price by bands that are not there, or not by all that are.
     *
     * @param bands null if the contract has none
     * @throws IllegalArgumentException with the place in the tariff
     */
    public static void checkBands(Tariff tariff, @Nullable TimeBands bands) {
        BandRules.check(tariff, bands);
    }

    /**
     * A price so high that a charge could overflow would hold up every charge after it.
     *
     * @throws IllegalArgumentException if it is
     */
    public static void checkAmounts(
            String contractId, Tariff tariff, Currency currency, RoundingMode rounding) {
        Map<String, Quantity> largest = new TreeMap<>();
        tariff.quantities()
                .forEach((name, dimension) ->
                        largest.put(name, new Quantity(dimension.milliMax(), dimension)));
        Quantities most = Quantities.of(largest);
        try {
            Money.rounded(Rating.bound(tariff, most), currency, rounding);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "contract "
                            + contractId
                            + " prices "
                            + most
                            + " beyond what an amount can hold: "
                            + e.getMessage(),
                    e);
        }
    }
}
