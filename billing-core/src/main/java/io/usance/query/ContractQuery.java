package io.usance.query;

import io.usance.money.Money;
import io.usance.store.Transactions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Currency;
import java.util.List;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Contracts as they stand, by id. */
public final class ContractQuery extends PagedQuery<ContractQuery, ContractQuery.Contract> {

    ContractQuery(Transactions transactions) {
        super(transactions, "contracts", List.of("c.contract_id"));
    }

    /**
     * A contract as it stands.
     *
     * @param version of its terms, from 1
     * @param supplier id of the party
     * @param customer id of the party
     * @param endsAt end of its last period; null if it runs on
     * @param commanded all settlements so far, tax included
     * @param paid all payments recorded so far
     * @param creditLimit null for none
     */
    public record Contract(
            String contractId,
            int version,
            String supplier,
            String customer,
            @Nullable Instant endsAt,
            Money commanded,
            Money paid,
            @Nullable Money creditLimit) {}

    /** Those with one supplier. */
    public ContractQuery supplier(String partyId) {
        return where("c.supplier = ?", named("supplier", partyId));
    }

    /** Those with one customer. */
    public ContractQuery customer(String partyId) {
        return where("c.customer = ?", named("customer", partyId));
    }

    /** Those that run on, or end after an instant. */
    public ContractQuery runningAt(Instant at) {
        return where("coalesce(c.ends_at, 'infinity') > ?::timestamptz", at("runningAt", at));
    }

    @Override
    ContractQuery self() {
        return this;
    }

    @Override
    String select() {
        return "select c.* from usance.contract c";
    }

    @Override
    Contract item(Record row) {
        Currency currency = Currency.getInstance(row.get("currency", String.class));
        OffsetDateTime endsAt = row.get("ends_at", OffsetDateTime.class);
        Long limit = row.get("credit_limit_minor", Long.class);
        return new Contract(
                row.get("contract_id", String.class),
                row.get("version", int.class),
                row.get("supplier", String.class),
                row.get("customer", String.class),
                endsAt == null ? null : endsAt.toInstant(),
                new Money(row.get("commanded_minor", long.class), currency),
                new Money(row.get("paid_minor", long.class), currency),
                limit == null ? null : new Money(limit, currency));
    }
}
