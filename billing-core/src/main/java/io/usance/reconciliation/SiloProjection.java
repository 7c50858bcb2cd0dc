package io.usance.reconciliation;

import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.ContractAssigned;
import io.usance.meter.silo.SiloEvent.ContractEnded;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.OpeningStockMeasured;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.meter.silo.SiloEvent.StockAdjusted;
import io.usance.period.BillingPeriod;
import java.time.Instant;

/** What each event of a silo changes in the read models. */
final class SiloProjection {
    private static final RowStatement OPENED =
            new RowStatement(
                    "silo_id text, period_id text, contract_id text, dimension text, opening_milli bigint",
                    """
                    insert into silo_period (silo_id, period_id, contract_id, dimension, opening_milli, state)
                    select c.*, 'OPEN' from $sets
                    on conflict (silo_id, period_id) do update set opening_milli = excluded.opening_milli,
                        contract_id = excluded.contract_id
                    """);

    private static final RowStatement DELIVERED = booked("delivered_milli");
    private static final RowStatement ADJUSTED = booked("adjusted_milli");

    /** A contract that is to follow another waits until that has ended. */
    private static final RowStatement ASSIGNED =
            new RowStatement(
                    "silo_id text, contract_id text, zone text, period_id text, period_end timestamptz, heard_at timestamptz",
                    """
                    insert into silo_activity as a (silo_id, contract_id, zone, period_id, period_end, heard_at)
                    select c.* from $sets
                    on conflict (silo_id) do update set
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
                    "silo_id text, contract_id text, ends_at timestamptz",
                    """
                    update silo_activity a set
                        contract_ends_at = case when a.contract_id = c.contract_id
                            then c.ends_at else a.contract_ends_at end,
                        next_contract_ends_at = case when a.next_contract_id = c.contract_id
                            then c.ends_at else a.next_contract_ends_at end
                    from $sets
                    where a.silo_id = c.silo_id
                    """);

    private static final RowStatement KNOWN =
            new RowStatement(
                    "silo_id text, period_id text, contract_id text, dimension text",
                    """
                    insert into silo_period (silo_id, period_id, contract_id, dimension, state)
                    select c.*, 'OPEN' from $sets
                    on conflict do nothing
                    """);

    // Opening, deliveries and adjustments stay as accumulated, so that they can be held against the
    // event's own account.
    private static final RowStatement CLOSED =
            new RowStatement(
                    "silo_id text, period_id text, closing bigint, measured bigint, consumed bigint, provisional bigint, uncertainty bigint, state text",
                    """
                    update silo_period p set closing_milli = c.closing, measured_closing_milli = c.measured,
                        consumed_milli = c.consumed, provisional_milli = c.provisional,
                        uncertainty_milli = c.uncertainty, state = c.state
                    from $sets
                    where p.silo_id = c.silo_id and p.period_id = c.period_id
                    """);

    private static final String ENDS =
            "coalesce((select a.contract_ends_at <= a.period_end from silo_activity a"
                    + " where a.silo_id = c.silo_id), false)";

    private static final RowStatement LAST =
            new RowStatement(
                    "silo_id text, period_id text",
                    "update silo_period p set last = "
                            + ENDS
                            + " from $sets where p.silo_id = c.silo_id and p.period_id = c.period_id");

    private static final RowStatement NEXT_OPENED =
            new RowStatement(
                    "silo_id text, period_id text, contract_id text, dimension text, opening_milli bigint",
                    "insert into silo_period (silo_id, period_id, contract_id, dimension, opening_milli, state)"
                            + " select c.*, 'OPEN' from $sets where not "
                            + ENDS
                            + " on conflict do nothing");

    /**
     * The first instant of a period's end. Where summer time ends at midnight there are two with
     * that local time, of which the database takes the second and a billing period the first; a
     * minute before there is one.
     */
    private static final String PERIOD_END =
            """
            least(c.period_end::date::timestamp at time zone a.zone,
                (c.period_end::date::timestamp - interval '1 minute') at time zone a.zone + interval '1 minute')
            """;

    private static final RowStatement MOVED_ON =
            new RowStatement(
                    "silo_id text, period_id text, period_end text",
                    """
                    update silo_activity a set period_id = c.period_id, period_end = %s
                    from $sets
                    where a.silo_id = c.silo_id and not coalesce(a.contract_ends_at <= a.period_end, false)
                    """
                            .formatted(PERIOD_END.strip()));

    private static final RowStatement CONTRACT_CHANGED =
            new RowStatement(
                    "silo_id text, period_id text",
                    """
                    update silo_activity a set contract_id = a.next_contract_id, zone = a.next_zone,
                        period_id = a.next_period_id, period_end = a.next_period_end,
                        contract_ends_at = a.next_contract_ends_at,
                        next_contract_id = null, next_zone = null, next_period_id = null, next_period_end = null,
                        next_contract_ends_at = null
                    from $sets
                    where a.silo_id = c.silo_id and a.period_id = c.period_id
                        and a.contract_ends_at <= a.period_end
                    """);

    private SiloProjection() {}

    private static RowStatement booked(String column) {
        return new RowStatement(
                "silo_id text, period_id text, contract_id text, dimension text, milli bigint",
                """
                insert into silo_period as p (silo_id, period_id, contract_id, dimension, %1$s, state)
                select c.*, 'OPEN' from $sets
                on conflict (silo_id, period_id) do update set %1$s = p.%1$s + excluded.%1$s
                """
                        .formatted(column));
    }

    private static String nowOrNext(String column) {
        return "%1$s = case when a.contract_ends_at is null then excluded.%1$s else a.%1$s end, next_%1$s = case when a.contract_ends_at is null then null else excluded.%1$s end"
                .formatted(column);
    }

    static void changes(SiloEvent event, Instant recordedAt, Changes changes) {
        switch (event) {
            case ReadingsRecorded e -> throw addedUp(e);
            case ConsumptionMetered e -> throw addedUp(e);
            case ContractAssigned e -> assigned(e, recordedAt, changes);
            case OpeningStockMeasured e ->
                    changes.step(
                            e.siloId(),
                            OPENED,
                            e.siloId(),
                            e.periodId(),
                            e.contractId(),
                            e.stock().dimension().name(),
                            e.stock().milli());
            case DeliveryCounted e -> delivered(e, changes);
            case StockAdjusted e ->
                    changes.step(
                            e.siloId(),
                            ADJUSTED,
                            e.siloId(),
                            e.periodId(),
                            e.contractId(),
                            e.quantity().dimension().name(),
                            e.quantity().milli());
            case PeriodClosed e -> closed(e, changes);
            case ContractEnded e ->
                    changes.step(e.siloId(), ENDED, e.siloId(), e.contractId(), e.endsAt());
            case SiloEvent.SiloRegistered e -> {}
            case SiloEvent.DeliveryNoteRecorded e -> {}
            case SiloEvent.DeliveryNotSeen e -> {}
            case SiloEvent.SensorChanged e -> {}
            case SiloEvent.SequenceGapNoted e -> {}
            case SiloEvent.ReadingSetAside e -> {}
            case SiloEvent.ClosedPeriodCorrected e -> {}
        }
    }

    private static IllegalStateException addedUp(SiloEvent event) {
        return new IllegalStateException("taken by its facts: " + event);
    }

    private static void assigned(ContractAssigned e, Instant recordedAt, Changes changes) {
        BillingPeriod first = e.calendar().periodOf(e.meteringFrom());
        changes.step(
                e.siloId(),
                ASSIGNED,
                e.siloId(),
                e.contractId(),
                e.calendar().zone().getId(),
                first.id(),
                first.end(),
                recordedAt);
    }

    /** A delivery of a closed period is an adjustment of the open one. */
    private static void delivered(DeliveryCounted e, Changes changes) {
        changes.step(
                e.siloId(),
                e.closedPeriodId() == null ? DELIVERED : ADJUSTED,
                e.siloId(),
                e.periodId(),
                e.contractId(),
                e.quantity().dimension().name(),
                e.quantity().milli());
    }

    private static void closed(PeriodClosed e, Changes changes) {
        String silo = e.siloId();
        String dimension = e.closing().dimension().name();
        changes.step(silo, KNOWN, silo, e.periodId(), e.contractId(), dimension);
        changes.step(
                silo,
                CLOSED,
                silo,
                e.periodId(),
                e.closing().milli(),
                e.measuredClosing().milli(),
                e.consumed().milli(),
                e.provisional().milli(),
                e.expandedUncertainty().milli(),
                e.negative() ? "NEGATIVE" : e.carried() ? "CARRIED" : "CLOSED");
        // The next period opens; unless the silo leaves the contract, and another one may follow.
        changes.step(silo, LAST, silo, e.periodId());
        changes.step(
                silo,
                NEXT_OPENED,
                silo,
                e.nextPeriodId(),
                e.contractId(),
                dimension,
                e.closing().milli());
        changes.step(silo, MOVED_ON, silo, e.nextPeriodId(), endOf(e.nextPeriodId()));
        changes.step(silo, CONTRACT_CHANGED, silo, e.periodId());
    }

    private static String endOf(String periodId) {
        return periodId.substring(periodId.indexOf('/') + 1);
    }
}
