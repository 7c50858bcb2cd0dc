package io.usance.cli.contract;

import io.usance.cli.console.CliFailure;
import io.usance.cli.console.CliValues;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractTerms;
import io.usance.contract.DatedTerms;
import io.usance.contract.DatedTermsBuilder;
import io.usance.contract.VatCategory;
import io.usance.engine.BillingEngine;
import io.usance.erp.InvoicingRules;
import io.usance.failure.RefusedException;
import io.usance.period.BillingPeriod;
import io.usance.reconciliation.ReadModels.Contract;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** One agreement added to all contracts that have the same rate, such as a new rate of VAT. */
final class AmendAll {
    private static final String TAX = "taxPercent";
    private static final String CATEGORY = "vatCategory";

    @Option(
            names = "--all-with",
            required = true,
            paramLabel = "taxPercent=RATE",
            description =
                    "Amends every contract that has this rate in the period from which the new one is to hold, instead of one document.")
    private String allWith;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "DATE",
            description =
                    "First day of the first period with the new rate, in each contract's zone.")
    private String from;

    @Option(
            names = "--known",
            required = true,
            paramLabel = "DATE",
            description = "Day on which it was agreed, in each contract's zone.")
    private String known;

    @Option(
            names = "--set",
            required = true,
            paramLabel = "TERM=VALUE",
            description =
                    "taxPercent=RATE, and, where invoices show another, vatCategory=STANDARD or ZERO_RATED.")
    private Map<String, String> set = new LinkedHashMap<>();

    @SuppressWarnings("NullAway.Init") // picocli injects them
    AmendAll() {}

    /** What was done to each contract, or why nothing was. */
    List<String> amend(BillingEngine engine, Instant at) {
        BigDecimal rate = rateOf("--all-with", allWith.split("=", 2));
        LocalDate day = CliValues.day("--from", from);
        LocalDate agreed = CliValues.day("--known", known);
        BigDecimal newRate = newRate();
        VatCategory category = category();
        List<String> lines = new ArrayList<>();
        for (Contract contract : engine.internals().readModels().contracts()) {
            ContractTerms terms = engine.contractTerms(contract.contractId());
            if (terms != null) {
                lines.addAll(
                        new One(engine, terms, contract.endsAt(), rate, newRate, category)
                                .amend(day, agreed, at));
            }
        }
        return lines.isEmpty() ? List.of("no contract is signed in this database") : lines;
    }

    private static BigDecimal rateOf(String option, String[] term) {
        if (term.length != 2 || !term[0].strip().equals(TAX)) {
            throw new CliFailure(
                    "%s is '%s', not a rate; write %s taxPercent=19"
                            .formatted(option, String.join("=", term), option));
        }
        return CliValues.decimal(option, term[1]);
    }

    private BigDecimal newRate() {
        for (String term : set.keySet()) {
            if (!term.equals(TAX) && !term.equals(CATEGORY)) {
                throw new CliFailure(
                        "--set has %s; it takes taxPercent and vatCategory; amend the contract by its document for all else"
                                .formatted(term));
            }
        }
        return rateOf("--set", new String[] {TAX, set.getOrDefault(TAX, "nothing")});
    }

    private @Nullable VatCategory category() {
        String name = set.get(CATEGORY);
        if (name == null) {
            return null;
        }
        return Arrays.stream(VatCategory.values())
                .filter(known -> known.name().equals(name) && !known.needsReason())
                .findFirst()
                .orElseThrow(() ->
                        new CliFailure(
                                "--set vatCategory is '%s', not STANDARD or ZERO_RATED; another needs its reason, in the contract's document"
                                        .formatted(name)));
    }

    /** One of the contracts. */
    private record One(
            BillingEngine engine,
            ContractTerms terms,
            @Nullable Instant endsAt,
            BigDecimal rate,
            BigDecimal newRate,
            @Nullable VatCategory category) {

        List<String> amend(LocalDate day, LocalDate agreed, Instant at) {
            Instant from = start(day);
            Instant known = start(agreed);
            BillingPeriod period = terms.calendar().periodOf(from);
            BigDecimal now = terms.in(period).taxPercent();
            if (endsAt != null && !from.isBefore(endsAt)) {
                return unchanged("it ends %s", endsAt);
            }
            DatedTerms entry = entry(from, known);
            if (entries().contains(entry)) {
                return unchanged("it has taxPercent %s from %s already", newRate, day);
            }
            if (now == null || now.compareTo(rate) != 0) {
                return unchanged(
                        "in %s it has %s, not taxPercent %s",
                        period, now == null ? "no tax" : "taxPercent " + now, rate);
            }
            if (!period.start().equals(from)) {
                return unchanged(
                        "%s is within the period %s; it can hold from %s or %s",
                        day, period, period.startDate(), period.endDate());
            }
            return amend(entry, at);
        }

        private Instant start(LocalDate day) {
            return day.atStartOfDay(terms.calendar().zone()).toInstant();
        }

        private DatedTerms entry(Instant from, Instant known) {
            DatedTermsBuilder entry = DatedTerms.from(from, known).taxPercent(newRate);
            return category == null ? entry.build() : entry.vatCategory(category, null).build();
        }

        private List<DatedTerms> entries() {
            return terms.datedTerms() == null ? List.of() : terms.datedTerms();
        }

        private List<String> amend(DatedTerms entry, Instant at) {
            List<DatedTerms> entries = new ArrayList<>(entries());
            entries.add(entry);
            try {
                ContractTerms amended =
                        terms.toBuilder().version(terms.version() + 1).datedTerms(entries).build();
                List<InvoicingRules.Problem> problems =
                        new ArrayList<>(InvoicingRules.check(amended));
                problems.removeAll(InvoicingRules.check(terms));
                if (!problems.isEmpty()) {
                    InvoicingRules.Problem first = problems.getFirst();
                    return unchanged("%s %s", first.path(), first.reason());
                }
                List<ContractEvent> events = engine.amendContract(amended, at);
                return AmendmentWords.of(terms, amended, events);
            } catch (RefusedException e) {
                return unchanged("%s", e.getMessage());
            }
        }

        private List<String> unchanged(String why, @Nullable Object... of) {
            return List.of(
                    "contract %s is not changed: %s"
                            .formatted(terms.contractId(), why.formatted(of)));
        }
    }
}
