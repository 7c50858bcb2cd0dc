package io.usance.reconciliation;

import io.usance.reconciliation.PeriodMatch.Anchored;
import io.usance.reconciliation.PeriodMatch.Open;
import io.usance.reconciliation.PeriodMatch.Sum;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Sums of a period's settlements: all of them, those in batches, by day and by pair of accounts.
 */
final class SettlementSums {
    private static final String SETTLED =
            """
            select purpose,
                case when position <= ? then 'CONFIRMED' when position <= ? then 'SEALED' else 'WAITING' end,
                payer, payee, count(*), sum(quantity_milli)::bigint, sum(amount_minor)::bigint,
                min(position), max(position), (commanded_at at time zone 'UTC')::date
            from usance.settlement where contract_id = ? and period_id = ? group by 1, 2, 3, 4, 10
            """;

    private final DSLContext sql;
    private final LocalDate start;
    private final Set<Pair> pairs = new HashSet<>();
    private final NavigableMap<LocalDate, Long> minorByDay = new TreeMap<>();
    private Sum settled = Sum.NOTHING;
    private Sum confirmed = Sum.NOTHING;
    private Sum inFlight = Sum.NOTHING;
    private long firstPosition = Long.MAX_VALUE;
    private long lastPosition;

    /** Two accounts of a settlement. */
    record Pair(String payer, String payee) {}

    private SettlementSums(DSLContext sql, String periodId) {
        this.sql = sql;
        start = LocalDate.parse(periodId.substring(0, periodId.indexOf('/')));
    }

    static SettlementSums read(DSLContext sql, String contractId, String periodId) {
        SettlementSums sums = new SettlementSums(sql, periodId);
        Record ends =
                sql.fetchSingle(
                        "select coalesce(max(up_to_position) filter (where state = 'CONFIRMED'), 0),"
                                + " coalesce(max(up_to_position), 0) from usance.batch");
        sql.fetch(SETTLED, ends.get(0), ends.get(1), contractId, periodId).forEach(sums::add);
        return sums;
    }

    private void add(Record row) {
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
            case "CONFIRMED" -> confirmed = confirmed.plus(sum);
            case "SEALED" -> inFlight = inFlight.plus(sum);
            default -> {}
        }
        LocalDate day = row.get(9, LocalDate.class);
        minorByDay.merge(day == null ? start : day, minor, Long::sum);
        pairs.add(new Pair(row.get(2, String.class), row.get(3, String.class)));
        firstPosition = Math.min(firstPosition, row.get(7, long.class));
        lastPosition = Math.max(lastPosition, row.get(8, long.class));
    }

    Sum settled() {
        return settled;
    }

    Set<Pair> pairs() {
        return pairs;
    }

    Anchored anchored() {
        return new Anchored(confirmed, inFlight, batchAt(firstPosition), batchAt(lastPosition));
    }

    private @Nullable Long batchAt(long position) {
        return sql.fetchOptional(
                        "select batch_no from usance.batch where after_position < ? and up_to_position >= ?",
                        position,
                        position)
                .map(row -> row.get(0, Long.class))
                .orElse(null);
    }

    /** The newest days are open as far as the open sum reaches; the older ones are paid. */
    List<Open> open(long unpaidMinor) {
        List<Open> open = new ArrayList<>();
        long left = unpaidMinor;
        for (Map.Entry<LocalDate, Long> day : minorByDay.descendingMap().entrySet()) {
            boolean sameSide = Long.signum(day.getValue()) == Long.signum(left);
            if (left != 0 && sameSide) {
                long part =
                        left > 0 ? Math.min(left, day.getValue()) : Math.max(left, day.getValue());
                open.addFirst(new Open(day.getKey(), part));
                left -= part;
            }
        }
        if (left != 0) {
            // Credits among them: what is left over is as old as the oldest.
            open.addFirst(new Open(minorByDay.isEmpty() ? start : minorByDay.firstKey(), left));
        }
        return open;
    }
}
