package io.usance.reconciliation;

import io.usance.metering.MeterFacts;
import io.usance.metering.MeterFacts.Heard;
import io.usance.money.ExactAmount;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.QuantityName;
import io.usance.reconciliation.Facts.Charged;
import io.usance.reconciliation.Facts.Commanded;
import io.usance.store.Follower;
import io.usance.store.RecordedEvent;
import io.usance.store.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.ConnectionRunnable;
import org.jspecify.annotations.Nullable;

/**
 * What a stretch of the log changes in the read models, written with as few statements as possible.
 *
 * <p>Readings, metered consumption, charges and settlement commands are nearly all of a log. Their
 * changes are sums and newest values, so a stretch's are added up here by row and written with one
 * statement per table. All other changes are steps: the first steps of all meters and contracts are
 * taken together, one statement per kind, then their second ones, and so on. A step touches rows of
 * its own meter or contract alone.
 *
 * <p>Design note: what is added up is written last. That is as good as the order of the log where
 * the steps touch other columns, as in {@code meter_activity}, {@code meter_period} and {@code
 * contract}. In {@code contract_period} they do not; there what was added up for a contract becomes
 * a step of its own before another one that concerns the contract's periods.
 */
final class Changes implements Follower.Sum {
    /** Written at once, while the next are read. */
    private static final int SETTLEMENTS_MAX = 5_000;

    private final Projection projection;
    private final Transactions transactions;
    private final int rowsMax;
    private final List<Map<RowStatement, List<@Nullable Object[]>>> rounds = new ArrayList<>();
    private final Map<String, Integer> stepsOf = new HashMap<>();
    private final Map<Meter, Activity> activities = new LinkedHashMap<>();
    private final Map<MeterPeriod, Instalments> metered = new LinkedHashMap<>();
    private final Map<String, Map<String, PeriodChange>> periods = new LinkedHashMap<>();
    private final Map<NamedQuantity, long[]> named = new LinkedHashMap<>();
    private final Map<String, Long> commanded = new LinkedHashMap<>();
    private final List<@Nullable Object[]> settlements = new ArrayList<>();
    private int steps;

    /**
     * @param rowsMax rows and steps, from which on they are written
     */
    Changes(Projection projection, Transactions transactions, int rowsMax) {
        this.projection = projection;
        this.transactions = transactions;
        this.rowsMax = rowsMax;
    }

    private record Meter(String meterId, String kind) {}

    private record MeterPeriod(Meter meter, String periodId, String quantityName) {}

    /** What was metered of a meter's period; the row begins with it if there is none yet. */
    private static final class Instalments {
        final String contractId;
        final Dimension dimension;
        long milli;
        long laterMilli;
        long ofClosedMilli;

        Instalments(String contractId, Dimension dimension) {
            this.contractId = contractId;
            this.dimension = dimension;
        }
    }

    private record NamedQuantity(
            String contractId, String periodId, String name, Dimension dimension) {}

    private static final class Activity {
        Instant newestAt;
        Instant heardAt;
        long readings;

        Activity(Instant newestAt, Instant heardAt) {
            this.newestAt = newestAt;
            this.heardAt = heardAt;
        }
    }

    /** What becomes of a contract's period. */
    private static final class PeriodChange {
        final String dimension;
        final String currency;
        long quantityMilli;
        long amountMinor;
        @Nullable ExactAmount exact;
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

        /** Values of {@link SumStatements#PERIODS}. */
        @Nullable Object[] sums(String contractId, String periodId) {
            return new @Nullable Object[] {
                contractId,
                periodId,
                dimension,
                currency,
                quantityMilli,
                amountMinor,
                exact == null ? null : exact.value().cut(),
                exact == null ? null : ExactColumns.fraction(exact),
                pendingSince,
                settlements,
                settledMinor,
                taxSettledMinor
            };
        }

        /** Values of {@link SumStatements#PERIOD_STATES}. */
        @Nullable Object[] states(String contractId, String periodId) {
            return new @Nullable Object[] {
                contractId,
                periodId,
                exact == null ? null : exact.value().cut(),
                exact == null ? null : ExactColumns.fraction(exact),
                charged,
                settlements > 0,
                cleared,
                pendingSince
            };
        }
    }

    @Override
    public Runnable read(RecordedEvent event) {
        return projection.read(event, this);
    }

    /** Settlements are rows of their own: it does not help to keep them. */
    @Override
    public void writeSome() {
        if (settlements.size() >= SETTLEMENTS_MAX) {
            onConnection(this::writeSettlements);
        }
        int rows =
                steps
                        + activities.size()
                        + metered.size()
                        + periods.size()
                        + named.size()
                        + commanded.size();
        if (rows >= rowsMax) {
            write();
        }
    }

    /**
     * A change that touches none of the columns that are added up.
     *
     * @param owner the meter, contract or whatever its rows belong to
     * @param values of the statement's columns
     */
    void step(String owner, RowStatement statement, @Nullable Object... values) {
        int round = stepsOf.merge(owner, 1, Integer::sum) - 1;
        if (round == rounds.size()) {
            rounds.add(new LinkedHashMap<>());
        }
        rounds.get(round).computeIfAbsent(statement, k -> new ArrayList<>()).add(values);
        steps++;
    }

    /** A change of a contract's periods. */
    void periodStep(String contractId, RowStatement statement, @Nullable Object... values) {
        Map<String, PeriodChange> before = periods.remove(contractId);
        if (before != null) {
            before.forEach((periodId, change) -> {
                step(contractId, SumStatements.PERIODS, change.sums(contractId, periodId));
                step(contractId, SumStatements.PERIOD_STATES, change.states(contractId, periodId));
            });
        }
        step(contractId, statement, values);
    }

    void heard(String kind, Heard heard, Instant heardAt) {
        Meter meter = new Meter(heard.meterId(), kind);
        Activity activity = activities.get(meter);
        if (activity == null) {
            activity = new Activity(heard.newestAt(), heardAt);
            activities.put(meter, activity);
        } else if (heard.newestAt().isAfter(activity.newestAt)) {
            activity.newestAt = heard.newestAt();
        }
        activity.heardAt = heardAt;
        activity.readings += heard.records();
    }

    void metered(String kind, MeterFacts.Counted fact) {
        long milli = fact.quantity().milli();
        Instalments own = instalments(kind, fact, fact.periodId());
        own.milli += milli;
        own.laterMilli += fact.correction() ? milli : 0;
        if (fact.bookedPeriodId() != null) {
            instalments(kind, fact, fact.bookedPeriodId()).ofClosedMilli += milli;
        }
    }

    private Instalments instalments(String kind, MeterFacts.Counted fact, String periodId) {
        return metered.computeIfAbsent(
                new MeterPeriod(new Meter(fact.meterId(), kind), periodId, fact.quantityName()),
                k -> new Instalments(fact.contractId(), fact.quantity().dimension()));
    }

    void charged(Charged fact) {
        PeriodChange period =
                period(
                        fact.contractId(),
                        fact.periodId(),
                        fact.quantity().dimension().name(),
                        fact.amount().currency().getCurrencyCode());
        if (fact.of() == null) {
            period.quantityMilli += fact.quantity().milli();
        } else {
            named(
                    fact.contractId(),
                    fact.periodId(),
                    QuantityName.metered(fact.of()),
                    fact.quantity());
        }
        period.amountMinor += fact.amount().amountMinor();
        period.exact = fact.periodExact();
        period.charged = true;
        if (period.pendingSince == null) {
            period.pendingSince = fact.at();
        }
    }

    /** More of a quantity that the price names. */
    void named(String contractId, String periodId, String name, Quantity more) {
        named.computeIfAbsent(
                                new NamedQuantity(contractId, periodId, name, more.dimension()),
                                k -> new long[1])[0] +=
                more.milli();
    }

    void commanded(Commanded fact, long position, Instant commandedAt) {
        long minor = fact.amount().amountMinor();
        String dimension = fact.quantity().dimension().name();
        String currency = fact.amount().currency().getCurrencyCode();
        settlements.add(
                new @Nullable Object[] {
                    fact.settlementId(),
                    position,
                    fact.contractId(),
                    fact.settlementNo(),
                    fact.meterId(),
                    fact.periodId(),
                    fact.quantity().milli(),
                    dimension,
                    minor,
                    currency,
                    fact.payer(),
                    fact.payee(),
                    fact.purpose().name(),
                    fact.share() == null ? null : fact.share().toString(),
                    commandedAt
                });
        commanded.merge(fact.contractId(), minor, Long::sum);
        PeriodChange period = period(fact.contractId(), fact.periodId(), dimension, currency);
        period.settlements++;
        switch (fact.purpose()) {
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
        return periods.computeIfAbsent(contractId, k -> new LinkedHashMap<>())
                .computeIfAbsent(periodId, k -> new PeriodChange(dimension, currency));
    }

    @Override
    public void write() {
        onConnection(connection -> {
            writeSteps(connection);
            writeMeters(connection);
            writeContracts(connection);
            writeSettlements(connection);
        });
    }

    private void onConnection(ConnectionRunnable work) {
        transactions.read(sql -> {
            sql.connection(work);
            return true;
        });
    }

    private void writeSettlements(Connection connection) throws SQLException {
        write(connection, SumStatements.SETTLEMENTS, settlements);
        settlements.clear();
    }

    private void writeSteps(Connection connection) throws SQLException {
        for (Map<RowStatement, List<@Nullable Object[]>> round : rounds) {
            for (Map.Entry<RowStatement, List<@Nullable Object[]>> kind : round.entrySet()) {
                kind.getKey().execute(connection, transactions.schema(), kind.getValue());
            }
        }
        rounds.clear();
        stepsOf.clear();
        steps = 0;
    }

    private void writeMeters(Connection connection) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>(activities.size());
        activities.forEach((meter, a) ->
                rows.add(
                        new Object[] {
                            meter.meterId(), meter.kind(), a.newestAt, a.heardAt, a.readings
                        }));
        write(connection, SumStatements.ACTIVITY, rows);
        activities.clear();
        rows.clear();
        metered.forEach((key, instalments) ->
                rows.add(
                        new Object[] {
                            key.meter().meterId(),
                            key.meter().kind(),
                            key.periodId(),
                            key.quantityName(),
                            instalments.contractId,
                            instalments.dimension.name(),
                            instalments.milli,
                            instalments.laterMilli,
                            instalments.ofClosedMilli
                        }));
        write(connection, SumStatements.METERED, rows);
        metered.clear();
    }

    private void writeContracts(Connection connection) throws SQLException {
        List<@Nullable Object[]> sums = new ArrayList<>();
        List<@Nullable Object[]> states = new ArrayList<>();
        periods.forEach((contractId, changes) ->
                changes.forEach((periodId, change) -> {
                    sums.add(change.sums(contractId, periodId));
                    states.add(change.states(contractId, periodId));
                }));
        write(connection, SumStatements.PERIODS, sums);
        write(connection, SumStatements.PERIOD_STATES, states);
        periods.clear();
        List<@Nullable Object[]> quantities = new ArrayList<>(named.size());
        named.forEach((key, milli) ->
                quantities.add(
                        new Object[] {
                            key.contractId(),
                            key.periodId(),
                            key.name(),
                            key.dimension().name(),
                            milli[0]
                        }));
        write(connection, SumStatements.QUANTITIES, quantities);
        named.clear();
        List<@Nullable Object[]> rows = new ArrayList<>(commanded.size());
        commanded.forEach((contractId, minor) -> rows.add(new Object[] {contractId, minor}));
        write(connection, SumStatements.CONTRACTS, rows);
        commanded.clear();
    }

    private void write(Connection connection, RowStatement statement, List<@Nullable Object[]> rows)
            throws SQLException {
        if (!rows.isEmpty()) {
            statement.execute(connection, transactions.schema(), rows);
        }
    }
}
