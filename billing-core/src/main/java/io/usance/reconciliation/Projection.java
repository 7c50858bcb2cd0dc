package io.usance.reconciliation;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.PeriodSettled;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.intake.RecordQuarantined;
import io.usance.metering.Reading;
import io.usance.metering.SiloEvent;
import io.usance.metering.SiloEvent.ConsumptionMetered;
import io.usance.metering.SiloEvent.ContractAssigned;
import io.usance.metering.SiloEvent.ContractEnded;
import io.usance.metering.SiloEvent.DeliveryCounted;
import io.usance.metering.SiloEvent.OpeningStockMeasured;
import io.usance.metering.SiloEvent.PeriodClosed;
import io.usance.metering.SiloEvent.ReadingsRecorded;
import io.usance.metering.SiloEvent.StockAdjusted;
import io.usance.period.BillingPeriod;
import io.usance.quantity.Quantity;
import io.usance.settlement.BatchEvent;
import io.usance.settlement.BatchEvent.BatchAnchored;
import io.usance.settlement.BatchEvent.BatchConfirmed;
import io.usance.settlement.BatchEvent.BatchLogged;
import io.usance.settlement.BatchEvent.BatchSealed;
import io.usance.store.RecordedEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Query;

/** What each event changes in the read models. */
final class Projection {
    static final Set<String> EVENTS =
            Stream.of(
                            ReadingsRecorded.class,
                            ContractAssigned.class,
                            ContractEnded.class,
                            OpeningStockMeasured.class,
                            DeliveryCounted.class,
                            StockAdjusted.class,
                            ConsumptionMetered.class,
                            PeriodClosed.class,
                            ContractEvent.ContractSigned.class,
                            ContractEvent.ContractAmended.class,
                            ContractEvent.ContractTerminated.class,
                            ContractEvent.ConsumptionHeld.class,
                            ContractEvent.ChargeAdjusted.class,
                            ContractEvent.TaxCharged.class,
                            ContractEvent.SettlementHeld.class,
                            ContractEvent.PaymentNoted.class,
                            ConsumptionCharged.class,
                            SettlementCommanded.class,
                            PeriodSettled.class,
                            BatchSealed.class,
                            BatchAnchored.class,
                            BatchLogged.class,
                            BatchConfirmed.class,
                            RecordQuarantined.class)
                    .map(Class::getSimpleName)
                    .collect(Collectors.toUnmodifiableSet());

    private static final String OPEN_PERIOD =
            "insert into silo_period (silo_id, period_id, contract_id, dimension, opening_milli, state)"
                    + " values (?, ?, ?, ?, ?, 'OPEN')";

    private static final String ENDS =
            "(select contract_ends_at <= period_end from silo_activity where silo_id = ?)";

    private Projection() {}

    static void changes(DSLContext sql, RecordedEvent event, Changes changes) {
        switch (event.payload()) {
            case SiloEvent silo -> siloChanges(sql, silo, event.recordedAt(), changes);
            case ContractEvent contract ->
                    ContractProjection.changes(sql, contract, event, changes);
            case BatchEvent batch -> changes.add(batchChange(sql, batch));
            case RecordQuarantined refused ->
                    changes.add(
                            sql.query(
                                    "insert into quarantine (position, topic, partition, kafka_offset, reason,"
                                            + " detail, bytes) values (?, ?, ?, ?, ?, ?, ?)",
                                    event.position(),
                                    refused.topic(),
                                    refused.partition(),
                                    refused.offset(),
                                    refused.reason(),
                                    refused.detail(),
                                    refused.value() == null ? 0 : refused.value().length));
            default -> throw new IllegalArgumentException("no read model for " + event.type());
        }
    }

    private static void siloChanges(
            DSLContext sql, SiloEvent event, Instant recordedAt, Changes changes) {
        switch (event) {
            case ReadingsRecorded e ->
                    changes.heard(e.siloId(), newest(e), recordedAt, e.readings().size());
            case ContractAssigned e -> changes.add(assigned(sql, e, recordedAt));
            case OpeningStockMeasured e ->
                    changes.add(
                            sql.query(
                                    OPEN_PERIOD
                                            + " on conflict (silo_id, period_id)"
                                            + " do update set opening_milli = excluded.opening_milli,"
                                            + " contract_id = excluded.contract_id",
                                    e.siloId(),
                                    e.periodId(),
                                    e.contractId(),
                                    e.stock().dimension().name(),
                                    e.stock().milli()));
            case DeliveryCounted e -> changes.add(delivered(sql, e));
            case StockAdjusted e -> changes.add(adjusted(sql, e));
            case ConsumptionMetered e ->
                    changes.metered(e.siloId(), e.periodId(), e.quantity().milli());
            case PeriodClosed e -> closed(sql, e, changes);
            case SiloEvent.SiloRegistered e -> {}
            case SiloEvent.DeliveryNoteRecorded e -> {}
            case SiloEvent.DeliveryNotSeen e -> {}
            case SiloEvent.SensorChanged e -> {}
            case SiloEvent.SequenceGapNoted e -> {}
            case SiloEvent.ReadingSetAside e -> {}
            case ContractEnded e ->
                    changes.add(
                            sql.query(
                                    "update silo_activity set contract_ends_at = ?::timestamptz"
                                            + " where silo_id = ?",
                                    e.endsAt().atOffset(ZoneOffset.UTC),
                                    e.siloId()));
            case SiloEvent.ClosedPeriodCorrected e -> {}
        }
    }

    /** A delivery of a closed period is an adjustment of the open one. */
    private static Query delivered(DSLContext sql, DeliveryCounted e) {
        return booked(
                sql,
                e.closedPeriodId() == null ? "delivered_milli" : "adjusted_milli",
                e.siloId(),
                e.periodId(),
                e.contractId(),
                e.quantity());
    }

    private static Query adjusted(DSLContext sql, StockAdjusted e) {
        return booked(
                sql, "adjusted_milli", e.siloId(), e.periodId(), e.contractId(), e.quantity());
    }

    private static Query booked(
            DSLContext sql,
            String column,
            String siloId,
            String periodId,
            String contractId,
            Quantity quantity) {
        return sql.query(
                "insert into silo_period (silo_id, period_id, contract_id, dimension, "
                        + column
                        + ", state) values (?, ?, ?, ?, ?, 'OPEN')"
                        + " on conflict (silo_id, period_id) do update set "
                        + column
                        + " = silo_period."
                        + column
                        + " + excluded."
                        + column,
                siloId,
                periodId,
                contractId,
                quantity.dimension().name(),
                quantity.milli());
    }

    private static Instant newest(ReadingsRecorded event) {
        return event.readings().stream()
                .map(Reading::sampledAt)
                .max(Instant::compareTo)
                .orElseThrow();
    }

    /** A contract that is to follow another waits until that has ended. */
    private static Query assigned(DSLContext sql, ContractAssigned event, Instant recordedAt) {
        BillingPeriod first = event.calendar().periodOf(event.meteringFrom());
        return sql.query(
                "insert into silo_activity (silo_id, contract_id, zone, period_id, period_end, heard_at)"
                        + " values (?, ?, ?, ?, ?::timestamptz, ?::timestamptz)"
                        + " on conflict (silo_id) do update set "
                        + nowOrNext("contract_id")
                        + ", "
                        + nowOrNext("zone")
                        + ", "
                        + nowOrNext("period_id")
                        + ", "
                        + nowOrNext("period_end"),
                event.siloId(),
                event.contractId(),
                event.calendar().zone().getId(),
                first.id(),
                first.end().atOffset(ZoneOffset.UTC),
                recordedAt.atOffset(ZoneOffset.UTC));
    }

    private static String nowOrNext(String column) {
        return "%1$s = case when silo_activity.contract_ends_at is null then excluded.%1$s else silo_activity.%1$s end, next_%1$s = case when silo_activity.contract_ends_at is null then null else excluded.%1$s end"
                .formatted(column);
    }

    private static void closed(DSLContext sql, PeriodClosed e, Changes changes) {
        String state = e.negative() ? "NEGATIVE" : e.carried() ? "CARRIED" : "CLOSED";
        // Opening, deliveries and adjustments stay as accumulated, so that they can be held against
        // the event's
        // own account.
        changes.add(
                sql.query(
                        "insert into silo_period (silo_id, period_id, contract_id, dimension, state)"
                                + " values (?, ?, ?, ?, 'OPEN') on conflict do nothing",
                        e.siloId(),
                        e.periodId(),
                        e.contractId(),
                        e.closing().dimension().name()));
        changes.add(
                sql.query(
                        "update silo_period set closing_milli = ?, measured_closing_milli = ?, consumed_milli = ?,"
                                + " provisional_milli = ?, uncertainty_milli = ?, state = ?"
                                + " where silo_id = ? and period_id = ?",
                        e.closing().milli(),
                        e.measuredClosing().milli(),
                        e.consumed().milli(),
                        e.provisional().milli(),
                        e.expandedUncertainty().milli(),
                        state,
                        e.siloId(),
                        e.periodId()));
        next(sql, e, changes);
    }

    /** The next period opens; unless the silo leaves the contract, and another one may follow. */
    private static void next(DSLContext sql, PeriodClosed e, Changes changes) {
        changes.add(
                sql.query(
                        "update silo_period set last = coalesce("
                                + ENDS
                                + ", false)"
                                + " where silo_id = ? and period_id = ?",
                        e.siloId(),
                        e.siloId(),
                        e.periodId()));
        changes.add(
                sql.query(
                        "insert into silo_period (silo_id, period_id, contract_id, dimension, opening_milli,"
                                + " state) select ?, ?, ?, ?, ?, 'OPEN' where not coalesce("
                                + ENDS
                                + ", false) on conflict do nothing",
                        e.siloId(),
                        e.nextPeriodId(),
                        e.contractId(),
                        e.closing().dimension().name(),
                        e.closing().milli(),
                        e.siloId()));
        changes.add(
                sql.query(
                        "update silo_activity set period_id = ?, period_end = ?::date::timestamp at time zone zone"
                                + " where silo_id = ? and not coalesce(contract_ends_at <= period_end, false)",
                        e.nextPeriodId(),
                        e.nextPeriodId().substring(e.nextPeriodId().indexOf('/') + 1),
                        e.siloId()));
        changes.add(
                sql.query(
                        "update silo_activity set contract_id = next_contract_id, zone = next_zone,"
                                + " period_id = next_period_id, period_end = next_period_end,"
                                + " contract_ends_at = null, next_contract_id = null, next_zone = null,"
                                + " next_period_id = null, next_period_end = null"
                                + " where silo_id = ? and contract_ends_at ="
                                + " ?::date::timestamp at time zone zone",
                        e.siloId(),
                        e.periodId().substring(e.periodId().indexOf('/') + 1)));
    }

    private static Query batchChange(DSLContext sql, BatchEvent event) {
        return switch (event) {
            case BatchSealed e ->
                    sql.query(
                            "insert into batch (batch_no, after_position, up_to_position, count, root, state)"
                                    + " values (?, ?, ?, ?, ?, 'SEALED')",
                            e.batchNo(),
                            e.afterPosition(),
                            e.upToPosition(),
                            e.count(),
                            e.root());
            case BatchAnchored e ->
                    sql.query(
                            "update batch set state = 'ANCHORED', transaction = ?, block_number = ?"
                                    + " where batch_no = ?",
                            e.transaction(),
                            e.blockNumber(),
                            e.batchNo());
            // A log has neither; what there was of an abandoned chain goes.
            case BatchLogged e ->
                    sql.query(
                            "update batch set state = 'ANCHORED', transaction = null,"
                                    + " block_number = null where batch_no = ?",
                            e.batchNo());
            case BatchConfirmed e ->
                    sql.query(
                            "update batch set state = 'CONFIRMED' where batch_no = ?", e.batchNo());
        };
    }
}
