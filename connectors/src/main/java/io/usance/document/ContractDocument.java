package io.usance.document;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.contract.ContractMeter;
import io.usance.contract.ContractTerms;
import io.usance.contract.ExceptionTerms;
import io.usance.contract.Party;
import io.usance.contract.Payee;
import io.usance.contract.SelfBilling;
import io.usance.contract.SettlementPolicy;
import io.usance.file.InvalidConfigException;
import io.usance.json.Json;
import io.usance.money.Money;
import io.usance.period.BillingCalendar;
import io.usance.period.TimeBands;
import io.usance.pricing.IndexRule;
import io.usance.pricing.Tariff;
import io.usance.pricing.TariffVersion;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A contract as the two companies write it down, YAML or JSON; described by {@code
 * contract.schema.json}. It is checked and explained here; {@link #terms()} is what is signed.
 *
 * @param version from 1
 * @param material what is supplied; null if the contract is not about a material
 * @param siloIds the meters, as contracts of the first release list them; null if there are {@code
 *     meters}
 * @param meters the meters, each with when it joins and leaves; an id alone stands for one that
 *     stays throughout; null if there are {@code siloIds}
 * @param supplier owns the material until it is drawn
 * @param customer draws it and pays
 * @param rounding HALF_UP or HALF_EVEN; null means HALF_UP
 * @param tariff the only price, from the first period on; null if there are versions
 * @param tariffs versions of the price, at least one; null if there is only one price
 * @param payees who gets which share; null means the supplier gets all
 * @param taxPercent added to amounts; null if the contract says nothing of tax
 * @param selfBilling null if the supplier writes the invoices
 * @param creditLimit most that may be owed, major currency units; null for none
 * @param settlement when money is commanded; null means with each metered step
 * @param indexRules how index values are found; null means {@link IndexRule#usual} for each series
 * @param timeBands bands of time that rates name; null if none does
 * @param exceptions what holds of quantities that are not to be trusted; null means that they are
 *     held until a person has looked
 * @param datedTerms what of the terms above holds from a later period on; null for nothing
 */
public record ContractDocument(
        String contractId,
        int version,
        Party supplier,
        Party customer,
        @Nullable String material,
        @Nullable List<String> siloIds,
        @Nullable List<ContractMeter> meters,
        Currency currency,
        BillingCalendar calendar,
        @Nullable RoundingMode rounding,
        Instant meteringFrom,
        @Nullable Tariff tariff,
        @Nullable List<TariffVersion> tariffs,
        @Nullable List<Payee> payees,
        @Nullable BigDecimal taxPercent,
        @Nullable SelfBilling selfBilling,
        @Nullable BigDecimal creditLimit,
        @Nullable SettlementPolicy settlement,
        @Nullable List<IndexRule> indexRules,
        @Nullable TimeBands timeBands,
        @Nullable ExceptionTerms exceptions,
        @Nullable List<WrittenTerms> datedTerms) {

    /** What a document alone does not show. */
    private static final String UNITS =
            "Units are checked against the meters when the contract is signed.";

    private static final ObjectMapper JSON = Json.mapper();

    public ContractDocument {
        siloIds = siloIds == null ? null : List.copyOf(siloIds);
        meters = meters == null ? null : List.copyOf(meters);
        if (siloIds == null && meters == null) {
            throw new FieldProblem(
                    "meters",
                    "is missing; write the ids of the meters, such as [press-1, press-2]");
        }
        if (siloIds != null && meters != null) {
            throw new FieldProblem(
                    "siloIds",
                    "is there beside meters; keep meters, which says all that siloIds, of older contracts, does");
        }
        tariffs = tariffs == null ? null : List.copyOf(tariffs);
        payees = payees == null ? null : List.copyOf(payees);
        indexRules = indexRules == null ? null : List.copyOf(indexRules);
        datedTerms = datedTerms == null ? null : List.copyOf(datedTerms);
        if (tariff == null && tariffs == null) {
            throw new FieldProblem(
                    "tariff", "is missing; write the price there, or its versions in tariffs");
        }
        if (tariff != null && tariffs != null) {
            throw new FieldProblem(
                    "tariff",
                    "is there beside tariffs; keep one of them: tariff for a single price, tariffs for its versions");
        }
    }

    /**
     * Reads and checks a file.
     *
     * @throws InvalidConfigException with every problem: file, line and column, path, reason
     */
    public static ContractDocument read(Path file) throws InvalidConfigException {
        ReadDocument document = DocumentFile.read(file, "an object with a contract");
        return read(document, new RecordForm(JSON, document::report));
    }

    /**
     * Reads and checks a file, and says what it means: in plain words, with a worked example, the
     * instants that plain dates stand for, and what is left to be checked; one line each.
     *
     * @throws InvalidConfigException with every problem: file, line and column, path, reason
     */
    public static List<String> explain(Path file) throws InvalidConfigException {
        return checked(file).explanation();
    }

    static CheckedContract checked(Path file) throws InvalidConfigException {
        ReadDocument document = DocumentFile.read(file, "an object with a contract");
        RecordForm form = new RecordForm(JSON, document::report);
        ContractDocument read = read(document, form);
        List<String> lines = new ArrayList<>(read.explained());
        lines.addAll(form.dates());
        lines.add(UNITS);
        return new CheckedContract(document, read, lines);
    }

    private static ContractDocument read(ReadDocument document, RecordForm form)
            throws InvalidConfigException {
        Optional<ContractDocument> read = form.read(document.tree(), ContractDocument.class, "$");
        read.ifPresent(contract -> ContractDocumentRules.check(contract, document::report));
        if (read.isEmpty() || !document.isRight()) {
            throw new InvalidConfigException(document.problems());
        }
        return read.get();
    }

    /**
     * What is signed.
     *
     * @throws IllegalArgumentException if something in it cannot be agreed on
     */
    public ContractTerms terms() {
        return ContractTerms.builder(contractId)
                .version(version)
                .supplier(supplier)
                .customer(customer)
                .material(material == null ? "" : material)
                .meters(meterIds())
                .currency(currency)
                .calendar(calendar)
                .tariffs(prices())
                .rounding(roundingOrDefault())
                .meteringFrom(meteringFrom)
                .payees(payees == null ? List.of() : payees)
                .taxPercent(taxPercent)
                .selfBilling(selfBilling)
                .creditLimit(
                        creditLimit == null
                                ? null
                                : Money.rounded(creditLimit, currency, RoundingMode.UNNECESSARY))
                .settlement(settlement == null ? SettlementPolicy.EACH_STEP : settlement)
                .indexRules(indexRules == null ? List.of() : indexRules)
                .meterTimes(meters)
                .timeBands(timeBands)
                .exceptions(exceptions == null ? ExceptionTerms.HOLD : exceptions)
                .datedTerms(
                        datedTerms == null
                                ? null
                                : datedTerms.stream().map(entry -> entry.terms(currency)).toList())
                .build();
    }

    /** The ids of its meters, as they are written down. */
    List<String> meterIds() {
        if (siloIds != null) {
            return siloIds;
        }
        return meters == null ? List.of() : meters.stream().map(ContractMeter::meterId).toList();
    }

    /** Where the ids are written down, for a message: {@code siloIds} or {@code meters}. */
    String metersField() {
        return siloIds == null ? "meters" : "siloIds";
    }

    /** Where a version of the price is written down. */
    String tariffPath(int version) {
        return tariffs == null ? "$.tariff" : "$.tariffs[%d].tariff".formatted(version);
    }

    /** The versions of the price, one or more. */
    List<TariffVersion> prices() {
        if (tariffs != null) {
            return tariffs;
        }
        return tariff == null
                ? List.of()
                : List.of(ContractTerms.fromTheFirstPeriod(tariff, calendar, meteringFrom));
    }

    /** HALF_UP unless the contract says otherwise. */
    RoundingMode roundingOrDefault() {
        return rounding == null ? RoundingMode.HALF_UP : rounding;
    }

    /** What it says in plain words, with a worked example; one line each. */
    public List<String> explained() {
        return ContractWords.of(terms());
    }
}
