package io.usance.settlement.stage;

import io.usance.contract.ContractTerms;
import io.usance.store.Transactions;
import java.util.List;

/**
 * Which contracts have a price by which index. Kept by the charging stage, in the transaction of
 * its position.
 */
public final class IndexUsers {
    private final Transactions transactions;

    public IndexUsers(Transactions transactions) {
        this.transactions = transactions;
    }

    /** A contract that once used a series stays: a correction may concern an old period. */
    void add(ContractTerms terms) {
        for (String series : terms.series()) {
            transactions.read(sql ->
                    sql.execute(
                            "insert into usance.index_user (series, contract_id) values (?, ?)"
                                    + " on conflict do nothing",
                            series,
                            terms.contractId()));
        }
    }

    /** The contracts, in the order of their ids. */
    public List<String> of(String series) {
        return transactions.read(sql ->
                sql.fetch(
                                "select contract_id from usance.index_user where series = ? order by 1",
                                series)
                        .map(row -> row.get(0, String.class)));
    }
}
