package io.usance.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A contract is signed already with other terms. Amending is a decision of the two companies, not
 * of a configuration.
 */
public final class ContractConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ContractConflictException(ContractTerms signed, ContractTerms asked) {
        super(
                "contract "
                        + signed.contractId()
                        + " is already signed with other terms ("
                        + String.join("; ", differences(signed, asked))
                        + "); amend it with the next version, "
                        + (signed.version() + 1)
                        + ", or give the new contract another id");
    }

    private static List<String> differences(ContractTerms signed, ContractTerms asked) {
        List<String> found = new ArrayList<>();
        differ(found, "version", signed.version(), asked.version());
        differ(found, "supplier", signed.supplier(), asked.supplier());
        differ(found, "customer", signed.customer(), asked.customer());
        differ(found, "material", signed.material(), asked.material());
        differ(found, "siloIds", signed.siloIds(), asked.siloIds());
        differ(found, "currency", signed.currency(), asked.currency());
        differ(found, "calendar", signed.calendar(), asked.calendar());
        differ(found, "tariffs", signed.tariffs(), asked.tariffs());
        differ(found, "rounding", signed.rounding(), asked.rounding());
        differ(found, "meteringFrom", signed.meteringFrom(), asked.meteringFrom());
        differ(found, "payees", signed.payees(), asked.payees());
        differ(found, "taxPercent", signed.taxPercent(), asked.taxPercent());
        differ(found, "selfBilling", signed.selfBilling(), asked.selfBilling());
        differ(found, "creditLimit", signed.creditLimit(), asked.creditLimit());
        differ(found, "settlement", signed.settlement(), asked.settlement());
        differ(found, "indexRules", signed.indexRules(), asked.indexRules());
        return found;
    }

    private static void differ(
            List<String> found, String what, @Nullable Object signed, @Nullable Object asked) {
        if (!Objects.equals(signed, asked)) {
            found.add(what + " signed " + signed + ", asked " + asked);
        }
    }
}
