package io.usance.reconciliation;

import io.usance.reconciliation.SettlementSums.Pair;
import java.util.Set;
import org.jooq.DSLContext;

/** How much of a period's settlements has moved in escrow, the oldest settlements first. */
record EscrowMoves(DSLContext sql, String contractId, String periodId) {
    /** Stored name of netting's position: the last batch whose money has moved. */
    private static final String NETTING = "netting";

    /** What of the period is among the newest settlements that a pair still owes. */
    private static final String MOVED_BEYOND =
            """
            select coalesce(sum(greatest(least(amount_minor, ? - (through - amount_minor)), 0))
                filter (where contract_id = ? and period_id = ?), 0)::bigint
            from (select contract_id, period_id, amount_minor,
                    sum(amount_minor) over (order by position desc) as through
                from usance.settlement where payer = ? and payee = ? and currency = ? and position <= ?) s
            """;

    /** Of netted batches, minor units; zero where no money moves in escrow. */
    long moved(String currency, Set<Pair> pairs) {
        long netted =
                sql.fetchSingle(
                                "select coalesce(max(b.up_to_position), 0) from usance.batch b where b.batch_no <="
                                        + " (select coalesce(max(position), 0) from usance.consumer_position where consumer = ?)"
                                        + " or exists (select 1 from usance.domain_event"
                                        + " where stream_id = 'netting/' || b.batch_no and sequence = 0)",
                                NETTING)
                        .get(0, long.class);
        if (netted == 0) {
            return 0;
        }
        return pairs.stream().mapToLong(pair -> moved(currency, pair, netted)).sum();
    }

    private long moved(String currency, Pair pair, long netted) {
        boolean inOrder = pair.payer().compareTo(pair.payee()) < 0;
        Long due =
                sql.fetchOptional(
                                "select due_minor from usance.net_due where currency = ? and account_a = ? and account_b = ?",
                                currency,
                                inOrder ? pair.payer() : pair.payee(),
                                inOrder ? pair.payee() : pair.payer())
                        .map(row -> row.get(0, Long.class))
                        .orElse(null);
        if (due == null) {
            return 0;
        }
        long owed = Math.max(0, inOrder ? due : -due);
        long commanded = commanded(pair, netted);
        return owed == 0 ? commanded : commanded - owedOfPeriod(owed, currency, pair, netted);
    }

    private long commanded(Pair pair, long netted) {
        return sql.fetchSingle(
                        "select coalesce(sum(amount_minor), 0)::bigint from usance.settlement"
                                + " where contract_id = ? and period_id = ? and payer = ? and payee = ?"
                                + " and position <= ?",
                        contractId,
                        periodId,
                        pair.payer(),
                        pair.payee(),
                        netted)
                .get(0, long.class);
    }

    private long owedOfPeriod(long owed, String currency, Pair pair, long netted) {
        return sql.fetchSingle(
                        MOVED_BEYOND,
                        owed,
                        contractId,
                        periodId,
                        pair.payer(),
                        pair.payee(),
                        currency,
                        netted)
                .get(0, long.class);
    }
}
