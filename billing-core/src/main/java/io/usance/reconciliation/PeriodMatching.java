package io.usance.reconciliation;

import io.usance.reconciliation.PeriodMatch.Open;
import io.usance.reconciliation.PeriodMatch.Sum;
import io.usance.store.Transactions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
    private static final String SETTLED =
            """
            select purpose,
                case when position <= ? then 'CONFIRMED' when position <= ? then 'SEALED' else 'WAITING' end,
                payer, payee, count(*), sum(quantity_milli)::bigint, sum(amount_minor)::bigint,
                min(position), max(position), (commanded_at at time zone 'UTC')::date
            from settlement where contract_id = ? and period_id = ? group by 1, 2, 3, 4, 10
            """;

    private static final String MOVED_BEYOND =
            """
            select coalesce(sum(greatest(least(amount_minor, ? - (through - amount_minor)), 0))
                filter (where contract_id = ? and period_id = ?), 0)::bigint
            from (select contract_id, period_id, amount_minor,
                    sum(amount_minor) over (order by position desc) as through
                from settlement where payer = ? and payee = ? and currency = ? and position <= ?) s
            """;

    private final Transactions transactions;

    public PeriodMatching(Transactions transactions) {
        this.transactions = transactions;
    }

    /** The match as of one moment; empty if nothing was ever charged or held in the period. */
    public Optional<PeriodMatch> match(String contractId, String periodId) {
        return transactions.snapshot(
                () -> transactions.read(sql -> new Reader(sql, contractId, periodId).read()));
    }

    private static final class Reader {
        private final DSLContext sql;
        private final String contractId;
        private final String periodId;
        private Sum settled = Sum.NOTHING;
        private Sum anchored = Sum.NOTHING;
        private Sum inFlight = Sum.NOTHING;
        private final Set<List<String>> pairs = new HashSet<>();
        private final NavigableMap<LocalDate, Long> byDay = new TreeMap<>();
        private long firstPosition = Long.MAX_VALUE;
        private long lastPosition;

        Reader(DSLContext sql, String contractId, String periodId) {
            this.sql = sql;
            this.contractId = contractId;
            this.periodId = periodId;
        }

        Optional<PeriodMatch> read() {
            Record period =
                    sql.fetchOne(
                            "select * from contract_period where contract_id = ? and period_id = ?",
                            contractId,
                            periodId);
            if (period == null) {
                return Optional.empty();
            }
            settlements();
            Record silos =
                    sql.fetchSingle(
                            "select count(*), count(*) filter (where state = 'OPEN'),"
                                    + " coalesce(sum(consumed_milli), 0)::bigint from meter_period"
                                    + " where contract_id = ? and period_id = ?",
                            contractId,
                            periodId);
            long noted = noted();
            long moved = moved(period.get("currency", String.class));
            long paid = further(noted, moved);
            return Optional.of(
                    new PeriodMatch(
                            contractId,
                            periodId,
                            period.get("currency", String.class),
                            period.get("dimension", String.class),
                            silos.get(0, int.class),
                            silos.get(1, int.class),
                            silos.get(2, long.class),
                            new Sum(
                                    0,
                                    period.get("quantity_milli", long.class),
                                    period.get("amount_minor", long.class),
                                    period.get("tax_minor", long.class)),
                            ExactColumns.of(period),
                            settled,
                            period.get("settled_minor", long.class)
                                    + period.get("tax_settled_minor", long.class),
                            anchored,
                            inFlight,
                            batchAt(firstPosition),
                            batchAt(lastPosition),
                            paid,
                            noted,
                            moved,
                            posted(),
                            open(settled.grossMinor() - paid),
                            period.get("charge_held", String.class),
                            period.get("settlement_held", String.class),
                            period.get("state", String.class)));
        }

        /** Of a credit, the more negative one. */
        private long further(long noted, long moved) {
            return settled.grossMinor() < 0 ? Math.min(noted, moved) : Math.max(noted, moved);
        }

        private void settlements() {
            Record ends =
                    sql.fetchSingle(
                            "select coalesce(max(up_to_position) filter (where state = 'CONFIRMED'), 0),"
                                    + " coalesce(max(up_to_position), 0) from batch");
            sql.fetch(SETTLED, ends.get(0), ends.get(1), contractId, periodId)
                    .forEach(row -> {
                        boolean tax = row.get(0, String.class).equals("TAX");
                        long minor = row.get(6, long.class);
                        Sum sum =
                                new Sum(
                                        row.get(4, long.class),
                                        row.get(5, long.class),
                                        tax ? 0 : minor,
                                        tax ? minor : 0);
                        settled = settled.plus(sum);
                        switch (row.get(1, String.class)) {
                            case "CONFIRMED" -> anchored = anchored.plus(sum);
                            case "SEALED" -> inFlight = inFlight.plus(sum);
                            default -> {}
                        }
                        LocalDate day = row.get(9, LocalDate.class);
                        byDay.merge(day == null ? start() : day, minor, Long::sum);
                        pairs.add(List.of(row.get(2, String.class), row.get(3, String.class)));
                        firstPosition = Math.min(firstPosition, row.get(7, long.class));
                        lastPosition = Math.max(lastPosition, row.get(8, long.class));
                    });
        }

        private @Nullable Long batchAt(long position) {
            return sql.fetchOptional(
                            "select batch_no from batch where after_position < ? and up_to_position >= ?",
                            position,
                            position)
                    .map(row -> row.get(0, Long.class))
                    .orElse(null);
        }

        /** The contract's payments, for the oldest periods first. */
        private long noted() {
            long paid =
                    sql.fetchOptional(
                                    "select paid_minor from contract where contract_id = ?",
                                    contractId)
                            .map(row -> row.get(0, long.class))
                            .orElse(0L);
            long before =
                    sql.fetchSingle(
                                    "select coalesce(sum(settled_minor + tax_settled_minor), 0)::bigint"
                                            + " from contract_period where contract_id = ? and period_id < ?",
                                    contractId,
                                    periodId)
                            .get(0, long.class);
            long gross = settled.grossMinor();
            return gross < 0
                    ? Math.clamp(paid - before, gross, 0)
                    : Math.clamp(paid - before, 0, gross);
        }

        /** Of netted batches; nothing where no money moves in escrow. */
        private long moved(String currency) {
            long netted =
                    sql.fetchSingle(
                                    "select coalesce(max(b.up_to_position), 0) from batch b where b.batch_no <="
                                            + " (select coalesce(max(position), 0) from consumer_position where consumer = ?)"
                                            + " or exists (select 1 from domain_event"
                                            + " where stream_id = 'netting/' || b.batch_no and sequence = 0)",
                                    MOVED)
                            .get(0, long.class);
            if (netted == 0) {
                return 0;
            }
            long moved = 0;
            for (List<String> pair : pairs) {
                moved += moved(currency, pair.get(0), pair.get(1), netted);
            }
            return moved;
        }

        private long moved(String currency, String payer, String payee, long netted) {
            boolean inOrder = payer.compareTo(payee) < 0;
            Long due =
                    sql.fetchOptional(
                                    "select due_minor from net_due where currency = ? and account_a = ? and account_b = ?",
                                    currency,
                                    inOrder ? payer : payee,
                                    inOrder ? payee : payer)
                            .map(row -> row.get(0, Long.class))
                            .orElse(null);
            if (due == null) {
                return 0;
            }
            long owed = Math.max(0, inOrder ? due : -due);
            long commanded =
                    sql.fetchSingle(
                                    "select coalesce(sum(amount_minor), 0)::bigint from settlement"
                                            + " where contract_id = ? and period_id = ? and payer = ? and payee = ?"
                                            + " and position <= ?",
                                    contractId,
                                    periodId,
                                    payer,
                                    payee,
                                    netted)
                            .get(0, long.class);
            if (owed == 0) {
                return commanded;
            }
            return commanded
                    - sql.fetchSingle(
                                    MOVED_BEYOND,
                                    owed,
                                    contractId,
                                    periodId,
                                    payer,
                                    payee,
                                    currency,
                                    netted)
                            .get(0, long.class);
        }

        private @Nullable Long posted() {
            return sql.fetchSingle(
                            "select sum(quantity_milli)::bigint from goods_movement"
                                    + " where contract_id = ? and period_id = ?",
                            contractId,
                            periodId)
                    .get(0, Long.class);
        }

        private LocalDate start() {
            return LocalDate.parse(periodId.substring(0, periodId.indexOf('/')));
        }

        /** The newest days are open as far as the open sum reaches; the older ones are paid. */
        private List<Open> open(long unpaid) {
            List<Open> open = new ArrayList<>();
            long left = unpaid;
            for (Map.Entry<LocalDate, Long> day : byDay.descendingMap().entrySet()) {
                boolean sameSide = Long.signum(day.getValue()) == Long.signum(left);
                if (left != 0 && sameSide) {
                    long part =
                            left > 0
                                    ? Math.min(left, day.getValue())
                                    : Math.max(left, day.getValue());
                    open.addFirst(new Open(day.getKey(), part));
                    left -= part;
                }
            }
            if (left != 0) {
                // Credits among them: what is left over is as old as the oldest.
                open.addFirst(new Open(byDay.isEmpty() ? start() : byDay.firstKey(), left));
            }
            return open;
        }
    }

    /** Stored name of netting's position: the last batch whose money has moved. */
    private static final String MOVED = "netting";
}
