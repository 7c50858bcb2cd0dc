package io.usance.reconciliation;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ExceptionEnded;
import io.usance.contract.ExceptionRaised;
import io.usance.intake.RecordQuarantined;
import io.usance.metering.EvidenceRecorded;
import io.usance.metering.MeterEvent;
import io.usance.metering.MeterFacts;
import io.usance.metering.MeterKind;
import io.usance.metering.MeterKinds;
import io.usance.metering.Metered;
import io.usance.settlement.BatchEvent;
import io.usance.settlement.BatchEvent.BatchAnchored;
import io.usance.settlement.BatchEvent.BatchConfirmed;
import io.usance.settlement.BatchEvent.BatchLogged;
import io.usance.settlement.BatchEvent.BatchSealed;
import io.usance.store.RecordedEvent;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What each event changes in the read models. */
final class Projection {
    private static final Set<String> EVENTS =
            Stream.of(
                            ContractEvent.ContractSigned.class,
                            ContractEvent.ContractAmended.class,
                            ContractEvent.ContractTerminated.class,
                            ContractEvent.ConsumptionHeld.class,
                            ContractEvent.ChargeAdjusted.class,
                            ContractEvent.TaxCharged.class,
                            ContractEvent.SettlementHeld.class,
                            ContractEvent.PaymentNoted.class,
                            ExceptionRaised.class,
                            ExceptionEnded.class,
                            ConsumptionCharged.class,
                            SettlementCommanded.class,
                            ContractEvent.PeriodSettled.class,
                            BatchSealed.class,
                            BatchAnchored.class,
                            BatchLogged.class,
                            BatchConfirmed.class,
                            RecordQuarantined.class)
                    .map(Class::getSimpleName)
                    .collect(Collectors.toUnmodifiableSet());

    private final MeterKinds kinds;

    /** Stored names of the events that are added up by their facts. */
    private final Set<String> heard;

    private final Set<String> counted;

    Projection(MeterKinds kinds) {
        this.kinds = kinds;
        this.heard = kinds.eventsThatAre(EvidenceRecorded.class);
        this.counted = kinds.eventsThatAre(Metered.class);
    }

    /** Stored names of the events that change something. */
    Set<String> events() {
        return Stream.concat(EVENTS.stream(), kinds.projected().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static final RowStatement SEALED =
            new RowStatement(
                    "batch_no bigint, after_position bigint, up_to_position bigint, count bigint, root text",
                    """
                    insert into usance.batch (batch_no, after_position, up_to_position, count, root, state)
                    select c.*, 'SEALED' from $sets
                    """);

    // A log has neither transaction nor block; what there was of an abandoned chain goes.
    private static final RowStatement ANCHORED =
            new RowStatement(
                    "batch_no bigint, transaction text, block_number bigint",
                    """
                    update usance.batch b set state = 'ANCHORED', transaction = c.transaction,
                        block_number = c.block_number
                    from $sets
                    where b.batch_no = c.batch_no
                    """);

    private static final RowStatement CONFIRMED =
            new RowStatement(
                    "batch_no bigint",
                    "update usance.batch b set state = 'CONFIRMED' from $sets where b.batch_no = c.batch_no");

    private static final RowStatement QUARANTINED =
            new RowStatement(
                    "position bigint, topic text, partition bigint, kafka_offset bigint, reason text, detail text, bytes bigint",
                    """
                    insert into usance.quarantine (position, topic, partition, kafka_offset, reason, detail, bytes)
                    select c.* from $sets
                    """);

    /** Reads what an event changes; what is returned notes it. */
    Runnable read(RecordedEvent event, Changes changes) {
        String type = event.type();
        if (heard.contains(type)) {
            MeterFacts.Heard facts = event.facts(MeterFacts.Heard.class);
            Instant heardAt = event.recordedAt();
            String kind = kindOf(type).name();
            return () -> changes.heard(kind, facts, heardAt);
        }
        if (counted.contains(type)) {
            MeterFacts.Counted facts = event.facts(MeterFacts.Counted.class);
            String kind = kindOf(type).name();
            return () -> changes.metered(kind, facts);
        }
        switch (type) {
            case "ConsumptionCharged" -> {
                Facts.Charged charged = event.facts(Facts.Charged.class);
                return () -> changes.charged(charged);
            }
            case "SettlementCommanded" -> {
                Facts.Commanded commanded = event.facts(Facts.Commanded.class);
                long position = event.position();
                Instant at = event.recordedAt();
                return () -> changes.commanded(commanded, position, at);
            }
            case "RecordQuarantined" -> {
                return quarantined(event, (RecordQuarantined) event.payload(), changes);
            }
            default -> {
                Object payload = event.payload();
                Instant at = event.recordedAt();
                return () -> decoded(payload, at, changes);
            }
        }
    }

    private MeterKind<?, ?, ?> kindOf(String type) {
        return Objects.requireNonNull(kinds.ofEvent(type));
    }

    /** Keeps nothing of the record itself, which may have megabytes. */
    private static Runnable quarantined(
            RecordedEvent event, RecordQuarantined refused, Changes changes) {
        String owner = event.streamId();
        @Nullable Object[] row = {
            event.position(),
            refused.topic(),
            refused.partition(),
            refused.offset(),
            refused.reason(),
            refused.detail(),
            refused.value() == null ? 0 : refused.value().length
        };
        return () -> changes.step(owner, QUARANTINED, row);
    }

    private void decoded(Object payload, Instant recordedAt, Changes changes) {
        switch (payload) {
            case MeterEvent meter -> project(kinds.of(meter), meter, recordedAt, changes);
            case ContractEvent contract -> ContractProjection.changes(contract, changes);
            case BatchEvent batch -> batchChanges(batch, changes);
            default ->
                    throw new IllegalArgumentException(
                            "no read model for " + payload.getClass().getSimpleName());
        }
    }

    private static <E extends MeterEvent> void project(
            MeterKind<?, ?, E> kind, MeterEvent event, Instant recordedAt, Changes changes) {
        E ofKind = kind.eventType().cast(event);
        kind.projection().project(ofKind, recordedAt, new MeterTables(kind.name(), changes));
    }

    private static void batchChanges(BatchEvent event, Changes changes) {
        String owner = BatchEvent.streamId(event.batchNo());
        switch (event) {
            case BatchSealed e ->
                    changes.step(
                            owner,
                            SEALED,
                            e.batchNo(),
                            e.afterPosition(),
                            e.upToPosition(),
                            e.count(),
                            e.root());
            case BatchAnchored e ->
                    changes.step(owner, ANCHORED, e.batchNo(), e.transaction(), e.blockNumber());
            case BatchLogged e -> changes.step(owner, ANCHORED, e.batchNo(), null, null);
            case BatchConfirmed e -> changes.step(owner, CONFIRMED, e.batchNo());
        }
    }
}
