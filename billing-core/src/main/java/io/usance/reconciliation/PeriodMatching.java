package io.usance.reconciliation;

import io.usance.reconciliation.PeriodMatch.Charged;
import io.usance.reconciliation.PeriodMatch.ChargedQuantity;
import io.usance.reconciliation.PeriodMatch.Metered;
import io.usance.reconciliation.PeriodMatch.NamedQuantity;
import io.usance.reconciliation.PeriodMatch.Paid;
import io.usance.reconciliation.PeriodMatch.Period;
import io.usance.reconciliation.PeriodMatch.Settled;
import io.usance.reconciliation.PeriodMatch.Sum;
import io.usance.store.Transactions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Matches one period of a contract from metering to the bank, by the read models.
 *
 * <p>Design note: settlements are summed up where they lie, in one pass by contract and period;
 * only sums leave the database, so neither time nor memory here depends on how many there are. What
 * is paid is found without attributing every payment to a settlement: the oldest are paid first, so
 * what is open is at the newest end.
 */
public final class PeriodMatching {
    private final Transactions transactions;

    public PeriodMatching(Transactions transactions) {
        this.transactions = transactions;
    }

    /** The match as of one moment; empty if nothing was ever charged or held in the period. */
    public Optional<PeriodMatch> match(String contractId, String periodId) {
        return transactions.snapshot(
                () -> transactions.read(sql -> new Reader(sql, contractId, periodId).read()));
    }

    private record Reader(DSLContext sql, String contractId, String periodId) {

        Optional<PeriodMatch> read() {
            Record row =
                    sql.fetchOne(
                            "select * from usance.contract_period where contract_id = ? and period_id = ?",
                            contractId,
                            periodId);
            if (row == null) {
                return Optional.empty();
            }
            Period period =
                    new Period(
                            contractId,
                            periodId,
                            row.get("currency", String.class),
                            row.get("dimension", String.class),
                            row.get("state", String.class));
            List<ChargedQuantity> priced = priced(sql, contractId, periodId);
            SettlementSums settlements = SettlementSums.read(sql, contractId, periodId);
            return Optional.of(
                    new PeriodMatch(
                            period,
                            metered(period.dimension(), priced),
                            charged(row, priced),
                            settled(row, settlements),
                            settlements.anchored(),
                            paid(period, settlements),
                            posted()));
        }

        private Metered metered(String dimension, List<ChargedQuantity> priced) {
            Record meters =
                    sql.fetchSingle(
                            "select count(distinct (kind, meter_id)),"
                                    + " count(distinct (kind, meter_id)) filter (where state = 'OPEN')"
                                    + " from usance.meter_period where contract_id = ? and period_id = ?",
                            contractId,
                            periodId);
            List<NamedQuantity> quantities =
                    sql.fetch(
                                    "select kind, quantity, dimension, coalesce(sum(consumed_milli - of_closed_milli + later_milli), 0)::bigint"
                                            + " from usance.meter_period where contract_id = ? and period_id = ?"
                                            + " group by 1, 2, 3 order by 1, 2, 3",
                                    contractId,
                                    periodId)
                            .map(row ->
                                    new NamedQuantity(
                                            row.get(0, String.class),
                                            row.get(1, String.class),
                                            row.get(2, String.class),
                                            row.get(3, long.class)));
            Set<String> named =
                    priced.stream().map(ChargedQuantity::name).collect(Collectors.toSet());
            long milli =
                    quantities.stream()
                            .filter(one -> one.dimension().equals(dimension))
                            .filter(one -> !named.contains(one.name()))
                            .mapToLong(NamedQuantity::quantityMilli)
                            .sum();
            return new Metered(
                    meters.get(0, int.class), meters.get(1, int.class), milli, quantities);
        }

        private static Charged charged(Record period, List<ChargedQuantity> priced) {
            Sum sum =
                    new Sum(
                            0,
                            period.get("quantity_milli", long.class),
                            period.get("amount_minor", long.class),
                            period.get("tax_minor", long.class));
            return new Charged(
                    sum, priced, ExactColumns.of(period), period.get("charge_held", String.class));
        }

        private static Settled settled(Record period, SettlementSums settlements) {
            return new Settled(
                    settlements.settled(),
                    period.get("settled_minor", long.class)
                            + period.get("tax_settled_minor", long.class),
                    period.get("settlement_held", String.class));
        }

        private Paid paid(Period period, SettlementSums settlements) {
            long gross = settlements.settled().grossMinor();
            long recorded = recorded(gross);
            long moved =
                    new EscrowMoves(sql, contractId, periodId)
                            .moved(period.currency(), settlements.pairs());
            // Of a credit, the more negative one.
            long paid = gross < 0 ? Math.min(recorded, moved) : Math.max(recorded, moved);
            return new Paid(paid, recorded, moved, settlements.open(gross - paid));
        }

        /** The contract's payments, for the oldest periods first. */
        private long recorded(long gross) {
            long paid =
                    sql.fetchOptional(
                                    "select paid_minor from usance.contract where contract_id = ?",
                                    contractId)
                            .map(row -> row.get(0, long.class))
                            .orElse(0L);
            long before =
                    sql.fetchSingle(
                                    "select coalesce(sum(settled_minor + tax_settled_minor), 0)::bigint"
                                            + " from usance.contract_period where contract_id = ? and period_id < ?",
                                    contractId,
                                    periodId)
                            .get(0, long.class);
            return gross < 0
                    ? Math.clamp(paid - before, gross, 0)
                    : Math.clamp(paid - before, 0, gross);
        }

        private @Nullable Long posted() {
            return sql.fetchSingle(
                            "select sum(quantity_milli)::bigint from usance.goods_movement"
                                    + " where contract_id = ? and period_id = ?",
                            contractId,
                            periodId)
                    .get(0, Long.class);
        }
    }

    /** The quantities that the price of a period names, in the order of their names. */
    static List<ChargedQuantity> priced(DSLContext sql, String contractId, String periodId) {
        return sql.fetch(
                        "select quantity, dimension, milli from usance.contract_quantity"
                                + " where contract_id = ? and period_id = ? order by 1",
                        contractId,
                        periodId)
                .map(row ->
                        new ChargedQuantity(
                                row.get(0, String.class),
                                row.get(1, String.class),
                                row.get(2, long.class)));
    }
}
