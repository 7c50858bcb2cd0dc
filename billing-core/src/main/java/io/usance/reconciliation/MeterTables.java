package io.usance.reconciliation;

import io.usance.metering.MeterAssigned;
import io.usance.metering.MeterLeft;
import io.usance.metering.MeterPeriodClosed;
import io.usance.metering.MeterRows;
import io.usance.period.BillingPeriod;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The rows about the meters of a kind, as steps of a stretch of the log. */
final class MeterTables implements MeterRows {
    private static final String ROW =
            "meter_id text, kind text, period_id text, quantity text, contract_id text, dimension text, counts_up boolean";

    private static final RowStatement OPENED =
            new RowStatement(
                    ROW + ", opening_milli bigint",
                    """
                    insert into usance.meter_period (meter_id, kind, period_id, quantity, contract_id, dimension,
                        counts_up, opening_milli, state)
                    select c.*, 'OPEN' from $sets
                    on conflict (meter_id, kind, period_id, quantity) do update set opening_milli = excluded.opening_milli,
                        contract_id = excluded.contract_id
                    """);

    private static final RowStatement DELIVERED = booked("delivered_milli");
    private static final RowStatement ADJUSTED = booked("adjusted_milli");

    /** A contract that is to follow another waits until that has ended. */
    private static final RowStatement ASSIGNED =
            new RowStatement(
                    "meter_id text, kind text, contract_id text, zone text, period_id text, period_end timestamptz, heard_at timestamptz",
                    """
                    insert into usance.meter_activity as a (meter_id, kind, contract_id, zone, period_id, period_end, heard_at)
                    select c.* from $sets
                    on conflict (meter_id, kind) do update set
                    """
                            + nowOrNext("contract_id")
                            + ", "
                            + nowOrNext("zone")
                            + ", "
                            + nowOrNext("period_id")
                            + ", "
                            + nowOrNext("period_end"));

    private static final RowStatement ENDED =
            new RowStatement(
                    "meter_id text, kind text, contract_id text, ends_at timestamptz",
                    """
                    update usance.meter_activity a set
                        contract_ends_at = case when a.contract_id = c.contract_id
                            then c.ends_at else a.contract_ends_at end,
                        next_contract_ends_at = case when a.next_contract_id = c.contract_id
                            then c.ends_at else a.next_contract_ends_at end
                    from $sets
                    where a.meter_id = c.meter_id and a.kind = c.kind
                    """);

    private static final RowStatement KNOWN =
            new RowStatement(
                    ROW,
                    """
                    insert into usance.meter_period (meter_id, kind, period_id, quantity, contract_id, dimension,
                        counts_up, state)
                    select c.*, 'OPEN' from $sets
                    on conflict do nothing
                    """);

    // Opening, deliveries and adjustments stay as accumulated, so that they can be held against the
    // event's own account.
    private static final RowStatement CLOSED =
            new RowStatement(
                    "meter_id text, kind text, period_id text, quantity text, closing bigint, measured bigint, consumed bigint, provisional bigint, uncertainty bigint, state text",
                    """
                    update usance.meter_period p set closing_milli = c.closing, measured_closing_milli = c.measured,
                        consumed_milli = c.consumed, provisional_milli = c.provisional,
                        uncertainty_milli = c.uncertainty, state = c.state
                    from $sets
                    where p.meter_id = c.meter_id and p.kind = c.kind and p.period_id = c.period_id
                        and p.quantity = c.quantity
                    """);

    private static final String ENDS =
            "coalesce((select a.contract_ends_at <= a.period_end from usance.meter_activity a"
                    + " where a.meter_id = c.meter_id and a.kind = c.kind), false)";

    private static final RowStatement LAST =
            new RowStatement(
                    "meter_id text, kind text, period_id text, quantity text",
                    "update usance.meter_period p set last = "
                            + ENDS
                            + " from $sets where p.meter_id = c.meter_id and p.kind = c.kind"
                            + " and p.period_id = c.period_id and p.quantity = c.quantity");

    private static final RowStatement NEXT_OPENED =
            new RowStatement(
                    ROW + ", opening_milli bigint",
                    "insert into usance.meter_period (meter_id, kind, period_id, quantity, contract_id,"
                            + " dimension, counts_up, opening_milli, state)"
                            + " select c.*, 'OPEN' from $sets where not "
                            + ENDS
                            + " on conflict do nothing");

    /**
     * The first instant of a period's end. Where summer time ends an hour after midnight there are
     * two with that local time, of which the database takes the second and a billing period the
     * first; a minute before there is one.
     */
    private static final String PERIOD_END =
            "least(c.period_end::date::timestamp at time zone a.zone,"
                    + " (c.period_end::date::timestamp - interval '1 minute') at time zone a.zone"
                    + " + interval '1 minute')";

    private static final RowStatement MOVED_ON =
            new RowStatement(
                    "meter_id text, kind text, period_id text, period_end text",
                    """
                    update usance.meter_activity a set period_id = c.period_id, period_end = %s
                    from $sets
                    where a.meter_id = c.meter_id and a.kind = c.kind and not coalesce(a.contract_ends_at <= a.period_end, false)
                    """
                            .formatted(PERIOD_END));

    private static final RowStatement CONTRACT_CHANGED =
            new RowStatement(
                    "meter_id text, kind text, period_id text",
                    """
                    update usance.meter_activity a set contract_id = a.next_contract_id, zone = a.next_zone,
                        period_id = a.next_period_id, period_end = a.next_period_end,
                        contract_ends_at = a.next_contract_ends_at,
                        next_contract_id = null, next_zone = null, next_period_id = null, next_period_end = null,
                        next_contract_ends_at = null
                    from $sets
                    where a.meter_id = c.meter_id and a.kind = c.kind and a.period_id = c.period_id
                        and a.contract_ends_at <= a.period_end
                    """);

    private final String kind;
    private final Changes changes;

    /**
     * @param kind name of the kind of meter
     * @param changes of the stretch
     */
    MeterTables(String kind, Changes changes) {
        this.kind = kind;
        this.changes = changes;
    }

    private static RowStatement booked(String column) {
        return new RowStatement(
                ROW + ", milli bigint",
                """
                insert into usance.meter_period as p (meter_id, kind, period_id, quantity, contract_id, dimension,
                    counts_up, %1$s, state)
                select c.*, 'OPEN' from $sets
                on conflict (meter_id, kind, period_id, quantity) do update set %1$s = p.%1$s + excluded.%1$s
                """
                        .formatted(column));
    }

    private static String nowOrNext(String column) {
        return "%1$s = case when a.contract_ends_at is null then excluded.%1$s else a.%1$s end, next_%1$s = case when a.contract_ends_at is null then null else excluded.%1$s end"
                .formatted(column);
    }

    @Override
    public void assigned(MeterAssigned e, Instant recordedAt) {
        BillingPeriod first = e.calendar().periodOf(e.meteringFrom());
        step(
                e.meterId(),
                ASSIGNED,
                e.meterId(),
                kind,
                e.contractId(),
                e.calendar().zone().getId(),
                first.id(),
                first.end(),
                recordedAt);
    }

    @Override
    public void left(MeterLeft e) {
        step(e.meterId(), ENDED, e.meterId(), kind, e.contractId(), e.endsAt());
    }

    @Override
    public void opened(PeriodRow row, Quantity opening) {
        rowStep(OPENED, row, opening.milli());
    }

    @Override
    public void delivered(PeriodRow row, Quantity quantity) {
        rowStep(DELIVERED, row, quantity.milli());
    }

    @Override
    public void adjusted(PeriodRow row, Quantity quantity) {
        rowStep(ADJUSTED, row, quantity.milli());
    }

    @Override
    public void balanced(PeriodRow row, Balance balance, String nextPeriodId) {
        String meter = row.meterId();
        rowStep(KNOWN, row);
        step(
                meter,
                CLOSED,
                meter,
                kind,
                row.periodId(),
                row.quantityName(),
                milli(balance.closing()),
                milli(balance.measured()),
                balance.consumed().milli(),
                balance.provisional().milli(),
                milli(balance.uncertainty()),
                balance.state());
        // The next period opens; unless the meter leaves the contract, and another one may follow.
        step(meter, LAST, meter, kind, row.periodId(), row.quantityName());
        PeriodRow next =
                new PeriodRow(
                        meter,
                        nextPeriodId,
                        row.contractId(),
                        row.quantityName(),
                        row.dimension(),
                        row.countsUp());
        rowStep(NEXT_OPENED, next, milli(balance.closing()));
    }

    @Override
    public void closed(MeterPeriodClosed e) {
        String meter = e.meterId();
        step(meter, MOVED_ON, meter, kind, e.nextPeriodId(), endOf(e.nextPeriodId()));
        step(meter, CONTRACT_CHANGED, meter, kind, e.periodId());
    }

    private static @Nullable Long milli(@Nullable Quantity quantity) {
        return quantity == null ? null : quantity.milli();
    }

    private void rowStep(RowStatement statement, PeriodRow row, @Nullable Object... more) {
        @Nullable Object[] key = {
            row.meterId(),
            kind,
            row.periodId(),
            row.quantityName(),
            row.contractId(),
            row.dimension().name(),
            row.countsUp()
        };
        @Nullable Object[] values = Arrays.copyOf(key, key.length + more.length);
        System.arraycopy(more, 0, values, key.length, more.length);
        step(row.meterId(), statement, values);
    }

    /** Steps of two kinds of meters with the same id do not meet. */
    private void step(String meterId, RowStatement statement, @Nullable Object... values) {
        changes.step(kind + "/" + meterId, statement, values);
    }

    private static String endOf(String periodId) {
        return periodId.substring(periodId.indexOf('/') + 1);
    }
}
