package io.usance.contract;

import static java.util.Objects.requireNonNull;

import io.usance.failure.Checks;
import io.usance.failure.InvalidInputException;
import io.usance.money.Money;
import io.usance.period.BillingCalendar;
import io.usance.period.TimeBands;
import io.usance.pricing.IndexRule;
import io.usance.pricing.Tariff;
import io.usance.pricing.TariffVersion;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link ContractTerms}. Needed are both parties, at least one meter, currency, calendar, a
 * price, and when metering begins; what is not set is not agreed. See {@link ContractTerms} for
 * what each means and how far it may go; {@link #build} checks all of it.
 */
public final class ContractTermsBuilder {
    private final @Nullable String contractId;
    private int version = 1;
    private @Nullable Party supplier;
    private @Nullable Party customer;
    private @Nullable String material = "";
    private @Nullable List<@Nullable String> meterIds = List.of();
    private @Nullable Currency currency;
    private @Nullable BillingCalendar calendar;
    private @Nullable Tariff tariff;
    private @Nullable List<TariffVersion> tariffs = List.of();
    private @Nullable RoundingMode rounding = RoundingMode.HALF_UP;
    private @Nullable Instant meteringFrom;
    private @Nullable List<Payee> payees = List.of();
    private @Nullable BigDecimal taxPercent;
    private @Nullable SelfBilling selfBilling;
    private @Nullable Money creditLimit;
    private @Nullable SettlementPolicy settlement = SettlementPolicy.EACH_STEP;
    private @Nullable List<IndexRule> indexRules = List.of();
    private @Nullable List<ContractMeter> meterTimes;
    private @Nullable TimeBands timeBands;
    private @Nullable ExceptionTerms exceptions;
    private @Nullable List<DatedTerms> datedTerms;

    ContractTermsBuilder(@Nullable String contractId) {
        this.contractId = contractId;
    }

    ContractTermsBuilder(ContractTerms terms) {
        this(terms.contractId());
        version(terms.version())
                .supplier(terms.supplier())
                .customer(terms.customer())
                .material(terms.material())
                .meters(terms.meterIds())
                .currency(terms.currency())
                .calendar(terms.calendar())
                .tariffs(terms.tariffs())
                .rounding(terms.rounding())
                .meteringFrom(terms.meteringFrom())
                .payees(terms.payees())
                .taxPercent(terms.taxPercent())
                .selfBilling(terms.selfBilling())
                .creditLimit(terms.creditLimit())
                .settlement(terms.settlement())
                .indexRules(terms.indexRules())
                .meterTimes(terms.meterTimes())
                .timeBands(terms.timeBands())
                .exceptions(terms.exceptions())
                .datedTerms(terms.datedTerms());
    }

    /** 1 unless set. */
    public ContractTermsBuilder version(int number) {
        version = number;
        return this;
    }

    public ContractTermsBuilder supplier(Party party) {
        supplier = party;
        return this;
    }

    public ContractTermsBuilder customer(Party party) {
        customer = party;
        return this;
    }

    public ContractTermsBuilder material(String name) {
        material = name;
        return this;
    }

    public ContractTermsBuilder meters(String... ids) {
        meterIds = ids == null ? null : Arrays.asList(ids.clone());
        return this;
    }

    public ContractTermsBuilder meters(List<String> ids) {
        meterIds = ids == null ? null : new ArrayList<>(ids);
        return this;
    }

    public ContractTermsBuilder currency(Currency of) {
        currency = of;
        return this;
    }

    public ContractTermsBuilder calendar(BillingCalendar of) {
        calendar = of;
        return this;
    }

    /** The only price, from the first period on. */
    public ContractTermsBuilder tariff(Tariff only) {
        tariff = only;
        return this;
    }

    /** Versions of the price, instead of an only one. */
    public ContractTermsBuilder tariffs(List<TariffVersion> versions) {
        tariff = null;
        tariffs = versions;
        return this;
    }

    /** HALF_UP unless set. */
    public ContractTermsBuilder rounding(RoundingMode mode) {
        rounding = mode;
        return this;
    }

    public ContractTermsBuilder meteringFrom(Instant at) {
        meteringFrom = at;
        return this;
    }

    public ContractTermsBuilder payees(List<Payee> shares) {
        payees = shares;
        return this;
    }

    public ContractTermsBuilder taxPercent(@Nullable BigDecimal percent) {
        taxPercent = percent;
        return this;
    }

    public ContractTermsBuilder selfBilling(@Nullable SelfBilling agreed) {
        selfBilling = agreed;
        return this;
    }

    public ContractTermsBuilder creditLimit(@Nullable Money most) {
        creditLimit = most;
        return this;
    }

    /** EACH_STEP unless set. */
    public ContractTermsBuilder settlement(SettlementPolicy when) {
        settlement = when;
        return this;
    }

    public ContractTermsBuilder indexRules(List<IndexRule> rules) {
        indexRules = rules;
        return this;
    }

    public ContractTermsBuilder meterTimes(@Nullable List<ContractMeter> times) {
        meterTimes = times;
        return this;
    }

    public ContractTermsBuilder timeBands(@Nullable TimeBands bands) {
        timeBands = bands;
        return this;
    }

    /**
     * What is not to be trusted is settled as charged unless set, as by contracts of earlier
     * releases; {@link ExceptionTerms#HOLD} holds it until a person has looked. A contract document
     * that says nothing means HOLD.
     */
    public ContractTermsBuilder exceptions(@Nullable ExceptionTerms agreed) {
        exceptions = agreed;
        return this;
    }

    /** What holds from later periods on, in the order in which it was agreed; null for nothing. */
    public ContractTermsBuilder datedTerms(@Nullable List<DatedTerms> entries) {
        datedTerms = entries;
        return this;
    }

    /**
     * @throws InvalidInputException if something that is needed was not set, or the terms cannot be
     *     agreed; it names all that is missing, or the first reason
     */
    public ContractTerms build() {
        Checks checks = new Checks("contract");
        checks.isId(contractId, "contractId")
                .isSet(supplier, "supplier")
                .isSet(customer, "customer")
                .isSet(currency, "currency")
                .isSet(calendar, "calendar")
                .that(
                        tariff != null || (tariffs != null && !tariffs.isEmpty()),
                        "tariff",
                        "missing; set it, or its versions with tariffs")
                .isSet(meteringFrom, "meteringFrom")
                .isSet(material, "material")
                .isSet(rounding, "rounding")
                .isSet(settlement, "settlement")
                .isSet(meterIds, "meters");
        if (meterIds != null) {
            meterIds.forEach(id -> checks.isId(id, "meters"));
        }
        list(checks, tariff == null ? tariffs : List.of(), "tariffs");
        list(checks, payees, "payees");
        list(checks, indexRules, "indexRules");
        list(checks, meterTimes == null ? List.of() : meterTimes, "meterTimes");
        list(checks, datedTerms == null ? List.of() : datedTerms, "datedTerms");
        party(checks, supplier, "supplier");
        party(checks, customer, "customer");
        checks.require();
        try {
            return terms();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw checks.refusal(e);
        }
    }

    private static void list(
            Checks checks, @Nullable List<? extends @Nullable Object> values, String field) {
        checks.isSet(values, field);
        if (values != null) {
            checks.allSet(values, field);
        }
    }

    private static void party(Checks checks, @Nullable Party party, String field) {
        if (party != null) {
            checks.isId(party.partyId(), field + ".partyId");
            checks.isId(party.account(), field + ".account");
        }
    }

    private ContractTerms terms() {
        BillingCalendar by = requireNonNull(calendar);
        Instant from = requireNonNull(meteringFrom);
        return new ContractTerms(
                requireNonNull(contractId),
                version,
                requireNonNull(supplier),
                requireNonNull(customer),
                requireNonNull(material),
                known(meterIds),
                requireNonNull(currency),
                by,
                tariff == null
                        ? requireNonNull(tariffs)
                        : List.of(ContractTerms.fromTheFirstPeriod(tariff, by, from)),
                requireNonNull(rounding),
                from,
                requireNonNull(payees),
                taxPercent,
                selfBilling,
                creditLimit,
                requireNonNull(settlement),
                requireNonNull(indexRules),
                meterTimes,
                timeBands,
                exceptions,
                datedTerms);
    }

    private static List<String> known(@Nullable List<@Nullable String> ids) {
        List<String> known = new ArrayList<>();
        requireNonNull(ids).forEach(id -> known.add(requireNonNull(id)));
        return known;
    }
}
