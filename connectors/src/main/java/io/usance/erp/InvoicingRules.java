package io.usance.erp;

import io.usance.contract.ContractTerms;
import io.usance.contract.InvoiceParty;
import io.usance.contract.PeriodTerms;
import io.usance.contract.SelfBilling;
import io.usance.contract.VatCategory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a contract has to say so that its periods can be invoiced. Asked when the contract is
 * checked: at month end it would be too late.
 */
public final class InvoicingRules {
    /** Longest payment term, in days. */
    public static final int PAYMENT_DAYS_MAX = 365;

    private static final int EN_16931_DECIMALS = 2;
    private static final Pattern SCHEME = Pattern.compile("[0-9]{4}|AN|AQ|AS|AU|EM");
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final ContractTerms terms;
    private final PeriodTerms agreed;
    private final SelfBilling billing;
    private final List<Problem> problems = new ArrayList<>();

    /**
     * @param path of the field below the contract, for example {@code selfBilling.supplier.vatId}
     */
    public record Problem(String path, String reason) {}

    private InvoicingRules(ContractTerms terms, PeriodTerms agreed, SelfBilling billing) {
        this.terms = terms;
        this.agreed = agreed;
        this.billing = billing;
    }

    /**
     * All that is missing or wrong in some period, each once; empty if it can be invoiced, or is
     * not self-billed.
     */
    public static List<Problem> check(ContractTerms terms) {
        return terms.everyTerms().stream()
                .flatMap(agreed -> check(terms, agreed).stream())
                .distinct()
                .toList();
    }

    /**
     * The same of one period.
     *
     * @param agreed what holds of it
     */
    static List<Problem> check(ContractTerms terms, PeriodTerms agreed) {
        if (agreed.selfBilling() == null) {
            return List.of();
        }
        InvoicingRules rules = new InvoicingRules(terms, agreed, agreed.selfBilling());
        rules.check();
        return rules.problems;
    }

    private void check() {
        party("supplier", billing.supplier());
        party("customer", billing.customer());
        text("buyerReference", billing.buyerReference());
        text("agreementId", billing.agreementId());
        vat();
        if (terms.currency().getDefaultFractionDigits() > EN_16931_DECIMALS) {
            add(
                    "",
                    "%s has %d decimals; an invoice by EN 16931 has at most %d"
                            .formatted(
                                    terms.currency(),
                                    terms.currency().getDefaultFractionDigits(),
                                    EN_16931_DECIMALS));
        }
        Integer days = billing.paymentDays();
        if (days != null && (days < 0 || days > PAYMENT_DAYS_MAX)) {
            add("paymentDays", "is " + days + ", not within 0 to " + PAYMENT_DAYS_MAX);
        }
        notNegative("paymentTolerance", billing.paymentTolerance());
        notNegative("quantityTolerancePercent", billing.quantityTolerancePercent());
    }

    private void notNegative(String field, @Nullable BigDecimal value) {
        if (value != null && value.signum() < 0) {
            add(field, "is " + value.toPlainString() + ", below 0");
        }
    }

    private void vat() {
        VatCategory category = billing.vatCategory();
        if (category == null) {
            add("vatCategory", "is missing; an invoice has to say which VAT applies");
            return;
        }
        BigDecimal percent = agreed.taxPercent() == null ? BigDecimal.ZERO : agreed.taxPercent();
        boolean standard = category == VatCategory.STANDARD;
        if (standard != percent.signum() > 0) {
            add(
                    "vatCategory",
                    "%s goes with a taxPercent %s, not with %s"
                            .formatted(
                                    category,
                                    standard ? "above 0" : "of 0",
                                    percent.toPlainString()));
        }
        if (percent.compareTo(HUNDRED) > 0) {
            add("vatCategory", "goes with at most 100 percent");
        }
        if (category.needsReason()) {
            text("vatExemptionReason", billing.vatExemptionReason());
        } else if (billing.vatExemptionReason() != null) {
            add("vatExemptionReason", "must not be there for " + category);
        }
        boolean across =
                category == VatCategory.REVERSE_CHARGE || category == VatCategory.INTRA_COMMUNITY;
        boolean none = category == VatCategory.OUT_OF_SCOPE;
        if (billing.supplier() != null && !none && billing.supplier().vatId() == null) {
            add("supplier.vatId", "is missing; " + category + " needs it");
        }
        if (billing.customer() != null && across && billing.customer().vatId() == null) {
            add("customer.vatId", "is missing; " + category + " needs it");
        }
        if (none && (hasVatId(billing.supplier()) || hasVatId(billing.customer()))) {
            add("vatCategory", category + " goes without VAT numbers of either party");
        }
    }

    private static boolean hasVatId(@Nullable InvoiceParty party) {
        return party != null && party.vatId() != null;
    }

    private void party(String field, @Nullable InvoiceParty party) {
        if (party == null) {
            add(field, "is missing; an invoice needs both parties' addresses");
            return;
        }
        text(field + ".street", party.street());
        text(field + ".city", party.city());
        text(field + ".postalCode", party.postalCode());
        if (!COUNTRIES.contains(party.country())) {
            add(field + ".country", "is " + party.country() + ", no ISO 3166-1 alpha-2 code");
        }
        if (!SCHEME.matcher(party.endpointScheme()).matches()) {
            add(
                    field + ".endpointScheme",
                    "is " + party.endpointScheme() + ", not of the EAS code list such as 0088");
        }
        text(field + ".endpointId", party.endpointId());
        problem(
                field + ".endpointId",
                party.endpointId(),
                CheckDigits.endpointProblem(party.endpointScheme(), party.endpointId()));
        if (party.iban() != null) {
            problem(field + ".iban", party.iban(), CheckDigits.ibanProblem(party.iban()));
        }
        if (party.bic() != null) {
            problem(field + ".bic", party.bic(), CheckDigits.bicProblem(party.bic()));
        }
        if (party.vatId() != null && !party.vatId().matches("[A-Z]{2}[A-Z0-9]{2,13}")) {
            add(field + ".vatId", "is " + party.vatId() + ", not a country's prefix and a number");
        }
    }

    private void problem(String path, String value, @Nullable String problem) {
        if (problem != null) {
            add(path, value + " " + problem);
        }
    }

    private void text(String path, @Nullable String value) {
        if (value == null || value.isBlank()) {
            add(path, "is missing; an invoice has to show it");
        } else if (!Xml.isWritable(value)) {
            add(path, "has a character that cannot be written in XML");
        }
    }

    private void add(String field, String reason) {
        problems.add(new Problem(field.isEmpty() ? "currency" : "selfBilling." + field, reason));
    }
}
