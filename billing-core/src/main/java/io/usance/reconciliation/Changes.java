package io.usance.reconciliation;

import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.store.RecordedEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;

/**
 * What a stretch of the log changes in the read models, written with as few statements as possible.
 *
 * <p>Readings, metered consumption, charges and settlement commands are nearly all of a log. Their
 * changes are sums and newest values, so a stretch's are added up here by row and written with one
 * statement per table. All other changes are statements of their own, run in the order of the log.
 *
 * <p>Design note: what is added up is written last. That is as good as the order of the log where
 * the other statements touch other columns, as in {@code silo_activity}, {@code silo_period} and
 * {@code contract}. In {@code contract_period} they do not; there everything added up is written
 * before a statement that concerns the same contract.
 */
final class Changes {
    private static final String ACTIVITY =
            """
            insert into silo_activity (silo_id, last_sampled_at, heard_at, readings)
            select * from unnest(?::text[], ?::timestamptz[], ?::timestamptz[], ?::bigint[])
            on conflict (silo_id) do update set heard_at = excluded.heard_at,
                last_sampled_at = greatest(silo_activity.last_sampled_at, excluded.last_sampled_at),
                readings = silo_activity.readings + excluded.readings
            """;

    private static final String METERED =
            """
            update silo_period p set metered_milli = p.metered_milli + c.milli
            from unnest(?::text[], ?::text[], ?::bigint[]) as c(silo_id, period_id, milli)
            where p.silo_id = c.silo_id and p.period_id = c.period_id
            """;

    private static final String PERIODS =
            """
            insert into contract_period as p (contract_id, period_id, dimension, currency, quantity_milli,
                amount_minor, exact_amount, pending_since, settlements, settled_minor, tax_settled_minor, state)
            select contract_id, period_id, dimension, currency, quantity_milli, amount_minor,
                coalesce(exact_amount, 0), pending_since, settlements, settled_minor, tax_settled_minor, 'OPEN'
            from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::numeric[],
                ?::timestamptz[], ?::bigint[], ?::bigint[], ?::bigint[])
                as c(contract_id, period_id, dimension, currency, quantity_milli, amount_minor, exact_amount,
                    pending_since, settlements, settled_minor, tax_settled_minor)
            on conflict (contract_id, period_id) do update set
                quantity_milli = p.quantity_milli + excluded.quantity_milli,
                amount_minor = p.amount_minor + excluded.amount_minor,
                settlements = p.settlements + excluded.settlements,
                settled_minor = p.settled_minor + excluded.settled_minor,
                tax_settled_minor = p.tax_settled_minor + excluded.tax_settled_minor
            """;

    // What a null cannot say in the statement above: which of these values have changed at all.
    private static final String PERIOD_STATES =
            """
            update contract_period p set
                exact_amount = coalesce(c.exact_amount, p.exact_amount),
                charge_held = case when c.charged then null else p.charge_held end,
                settlement_held = case when c.commanded then null else p.settlement_held end,
                pending_since = case when c.cleared then c.pending_since
                    else coalesce(c.pending_before, c.pending_since) end
            from (
                select n.*, o.pending_since as pending_before
                from unnest(?::text[], ?::text[], ?::numeric[], ?::boolean[], ?::boolean[], ?::boolean[],
                    ?::timestamptz[]) as n(contract_id, period_id, exact_amount, charged, commanded, cleared,
                    pending_since)
                join contract_period o using (contract_id, period_id)
            ) as c
            where p.contract_id = c.contract_id and p.period_id = c.period_id
            """;

    private static final String CONTRACTS =
            """
            update contract c set commanded_minor = c.commanded_minor + n.minor
            from unnest(?::text[], ?::bigint[]) as n(contract_id, minor)
            where c.contract_id = n.contract_id
            """;

    private static final String SETTLEMENTS =
            """
            insert into settlement (settlement_id, position, contract_id, settlement_no, silo_id, period_id,
                quantity_milli, dimension, amount_minor, currency, payer, payee, purpose, share, commanded_at)
            select * from unnest(?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::text[], ?::text[],
                ?::bigint[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                ?::timestamptz[])
            """;

    private final DSLContext sql;
    private final List<Query> single = new ArrayList<>();
    private final Map<String, Activity> activities = new LinkedHashMap<>();
    private final Map<RowKey, Long> metered = new LinkedHashMap<>();
    private final Map<RowKey, PeriodChange> periods = new LinkedHashMap<>();
    private final Set<String> commandedOrCharged = new HashSet<>();
    private final Map<String, Long> commanded = new LinkedHashMap<>();
    private final List<RecordedEvent> settlements = new ArrayList<>();

    Changes(DSLContext sql) {
        this.sql = sql;
    }

    /** Key of a row: a silo's or a contract's, and a period. */
    private record RowKey(String id, String periodId) {}

    private record Activity(Instant newest, Instant heardAt, long readings) {
        static Activity later(Activity before, Activity after) {
            return new Activity(
                    after.newest.isAfter(before.newest) ? after.newest : before.newest,
                    after.heardAt,
                    before.readings + after.readings);
        }
    }

    /** What becomes of a contract's period. */
    private static final class PeriodChange {
        final String dimension;
        final String currency;
        long quantityMilli;
        long amountMinor;
        @Nullable BigDecimal exact;
        @Nullable Instant pendingSince;
        boolean charged;
        boolean cleared;
        long settlements;
        long settledMinor;
        long taxSettledMinor;

        PeriodChange(String dimension, String currency) {
            this.dimension = dimension;
            this.currency = currency;
        }
    }

    /** A statement that touches none of the columns that are added up. */
    void add(Query change) {
        single.add(change);
    }

    /** A statement on a contract's periods. */
    void addForPeriod(Query change, String contractId) {
        if (commandedOrCharged.contains(contractId)) {
            writeSingle();
            writeContracts();
        }
        single.add(change);
    }

    void heard(String siloId, Instant newest, Instant heardAt, int readings) {
        activities.merge(siloId, new Activity(newest, heardAt, readings), Activity::later);
    }

    void metered(String siloId, String periodId, long milli) {
        metered.merge(new RowKey(siloId, periodId), milli, Long::sum);
    }

    void charged(ConsumptionCharged e) {
        PeriodChange period =
                period(
                        e.contractId(),
                        e.periodId(),
                        e.quantity().dimension().name(),
                        e.amount().currency().getCurrencyCode());
        period.quantityMilli += e.quantity().milli();
        period.amountMinor += e.amount().amountMinor();
        period.exact = e.periodExact();
        period.charged = true;
        if (period.pendingSince == null) {
            period.pendingSince = e.at();
        }
    }

    void commanded(SettlementCommanded e, RecordedEvent recorded) {
        settlements.add(recorded);
        long minor = e.amount().amountMinor();
        commanded.merge(e.contractId(), minor, Long::sum);
        PeriodChange period =
                period(
                        e.contractId(),
                        e.periodId(),
                        e.quantity().dimension().name(),
                        e.amount().currency().getCurrencyCode());
        period.settlements++;
        switch (e.purpose()) {
            case CONSUMPTION -> {
                period.settledMinor += minor;
                period.cleared = true;
                period.pendingSince = null;
            }
            case TAX -> period.taxSettledMinor += minor;
        }
    }

    private PeriodChange period(
            String contractId, String periodId, String dimension, String currency) {
        commandedOrCharged.add(contractId);
        return periods.computeIfAbsent(
                new RowKey(contractId, periodId), key -> new PeriodChange(dimension, currency));
    }

    /** Writes all that is not written yet. */
    void write() {
        writeSingle();
        writeActivities();
        writeMetered();
        writeContracts();
    }

    private void writeSingle() {
        if (!single.isEmpty()) {
            sql.batch(single).execute();
            single.clear();
        }
    }

    private void writeActivities() {
        if (activities.isEmpty()) {
            return;
        }
        List<Activity> rows = List.copyOf(activities.values());
        sql.execute(
                ACTIVITY,
                activities.keySet().toArray(String[]::new),
                times(rows, Activity::newest),
                times(rows, Activity::heardAt),
                longs(rows, Activity::readings));
        activities.clear();
    }

    private void writeMetered() {
        if (metered.isEmpty()) {
            return;
        }
        List<RowKey> keys = List.copyOf(metered.keySet());
        sql.execute(
                METERED,
                texts(keys, RowKey::id),
                texts(keys, RowKey::periodId),
                metered.values().toArray(Long[]::new));
        metered.clear();
    }

    private void writeContracts() {
        if (periods.isEmpty()) {
            return;
        }
        writeSettlements();
        List<RowKey> keys = List.copyOf(periods.keySet());
        List<PeriodChange> rows = List.copyOf(periods.values());
        String[] contractIds = texts(keys, RowKey::id);
        String[] periodIds = texts(keys, RowKey::periodId);
        BigDecimal[] exact = rows.stream().map(row -> row.exact).toArray(BigDecimal[]::new);
        OffsetDateTime[] pendingSince = times(rows, row -> row.pendingSince);
        sql.execute(
                PERIODS,
                contractIds,
                periodIds,
                texts(rows, row -> row.dimension),
                texts(rows, row -> row.currency),
                longs(rows, row -> row.quantityMilli),
                longs(rows, row -> row.amountMinor),
                exact,
                pendingSince,
                longs(rows, row -> row.settlements),
                longs(rows, row -> row.settledMinor),
                longs(rows, row -> row.taxSettledMinor));
        sql.execute(
                PERIOD_STATES,
                contractIds,
                periodIds,
                exact,
                flags(rows, row -> row.charged),
                flags(rows, row -> row.settlements > 0),
                flags(rows, row -> row.cleared),
                pendingSince);
        periods.clear();
        commandedOrCharged.clear();
        if (!commanded.isEmpty()) {
            sql.execute(
                    CONTRACTS,
                    commanded.keySet().toArray(String[]::new),
                    commanded.values().toArray(Long[]::new));
            commanded.clear();
        }
    }

    private void writeSettlements() {
        if (settlements.isEmpty()) {
            return;
        }
        List<SettlementCommanded> rows =
                settlements.stream().map(e -> (SettlementCommanded) e.payload()).toList();
        sql.execute(
                SETTLEMENTS,
                texts(rows, SettlementCommanded::settlementId),
                longs(settlements, RecordedEvent::position),
                texts(rows, SettlementCommanded::contractId),
                longs(rows, SettlementCommanded::settlementNo),
                texts(rows, SettlementCommanded::siloId),
                texts(rows, SettlementCommanded::periodId),
                longs(rows, e -> e.quantity().milli()),
                texts(rows, e -> e.quantity().dimension().name()),
                longs(rows, e -> e.amount().amountMinor()),
                texts(rows, e -> e.amount().currency().getCurrencyCode()),
                texts(rows, SettlementCommanded::payer),
                texts(rows, SettlementCommanded::payee),
                texts(rows, e -> e.purpose().name()),
                texts(rows, e -> e.share() == null ? null : e.share().toString()),
                times(settlements, RecordedEvent::recordedAt));
        settlements.clear();
    }

    private static <R> String[] texts(List<R> rows, Function<R, @Nullable String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    private static <R> Long[] longs(List<R> rows, Function<R, Long> column) {
        return rows.stream().map(column).toArray(Long[]::new);
    }

    private static <R> Boolean[] flags(List<R> rows, Function<R, Boolean> column) {
        return rows.stream().map(column).toArray(Boolean[]::new);
    }

    private static <R> OffsetDateTime[] times(List<R> rows, Function<R, @Nullable Instant> column) {
        return rows.stream()
                .map(column)
                .map(at -> at == null ? null : at.atOffset(ZoneOffset.UTC))
                .toArray(OffsetDateTime[]::new);
    }
}
