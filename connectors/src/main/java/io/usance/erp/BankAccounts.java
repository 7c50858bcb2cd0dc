package io.usance.erp;

import io.usance.contract.ContractTerms;
import io.usance.contract.DatedTerms;
import io.usance.contract.InvoiceParty;
import io.usance.contract.Payee;
import io.usance.contract.SelfBilling;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the accounts of a contract are at a bank: an account that is an IBAN is its own; of the two
 * parties, the one their invoices name.
 */
final class BankAccounts {
    private BankAccounts() {}

    /**
     * @param bic null where the IBAN suffices
     */
    record Holder(String name, String iban, @Nullable String bic) {}

    /**
     * @param periodId of what is paid
     * @param account of the contract's customer, supplier or a payee of some period
     * @throws DocumentRefusedException if it has no IBAN
     */
    static Holder of(ContractTerms terms, String periodId, String account) {
        SelfBilling billing = terms.in(periodId).selfBilling();
        InvoiceParty customer = billing == null ? null : billing.customer();
        InvoiceParty supplier = billing == null ? null : billing.supplier();
        if (account.equals(terms.customer().account())) {
            return holder(terms, terms.customer().name(), account, customer);
        }
        if (account.equals(terms.supplier().account())) {
            return holder(terms, terms.supplier().name(), account, supplier);
        }
        Optional<Payee> payee = payee(terms, account);
        if (payee.isPresent()) {
            return holder(terms, payee.get().name(), account, null);
        }
        throw new DocumentRefusedException(
                "USANCE-ACCOUNT",
                "contract %s knows no account %s any more".formatted(terms.contractId(), account));
    }

    /** The payee of some period; of several with one account, the one of the latest. */
    private static Optional<Payee> payee(ContractTerms terms, String account) {
        List<Payee> all = new ArrayList<>(terms.payees());
        if (terms.datedTerms() != null) {
            terms.datedTerms().stream()
                    .map(DatedTerms::payees)
                    .filter(Objects::nonNull)
                    .forEach(all::addAll);
        }
        return all.reversed().stream().filter(one -> one.account().equals(account)).findFirst();
    }

    private static Holder holder(
            ContractTerms terms, String name, String account, @Nullable InvoiceParty party) {
        String iban = party == null ? null : party.iban();
        if (iban != null) {
            return new Holder(name, iban, party == null ? null : party.bic());
        }
        String problem = CheckDigits.ibanProblem(account);
        if (problem != null) {
            throw new DocumentRefusedException(
                    "USANCE-ACCOUNT",
                    "account %s of %s, contract %s, cannot be paid by a bank: it %s, and selfBilling names none"
                            .formatted(account, name, terms.contractId(), problem));
        }
        return new Holder(name, account, null);
    }
}
