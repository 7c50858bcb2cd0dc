package io.usance.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.contract.ContractEvent;
import io.usance.engine.form.EventForms;
import io.usance.finance.FinanceEvent;
import io.usance.metering.MeterEvent;
import io.usance.metering.MeterKind;
import io.usance.metering.MeterKinds;
import io.usance.settlement.BatchEvent;
import io.usance.settlement.BatchEvent.BatchSealed;
import io.usance.store.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What of the log is published, and in which form: the stored JSON with CloudEvents attributes as
 * headers.
 *
 * <p>Readings are not published again; they are on topics of their own. The secret seed of a
 * batch's salts stays in.
 */
final class Messages {
    private static final String POSITION = "ce_position";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MeterKinds kinds;
    private final Set<String> published;

    /**
     * @param kinds those of the engine whose log it is
     */
    Messages(MeterKinds kinds) {
        this.kinds = kinds;
        Set<String> names = new TreeSet<>(new EventForms(kinds).names());
        names.removeAll(kinds.unpublished());
        published = Set.copyOf(names);
    }

    /** Stored names of the events that are published. */
    Set<String> published() {
        return published;
    }

    /**
     * The contract where one is involved, so that all of a contract's messages stay in order; else
     * meter or batch.
     */
    String keyOf(RecordedEvent event) {
        return switch (event.payload()) {
            case ContractEvent contract -> contract.contractId();
            case MeterEvent meter -> keyOf(kinds.of(meter), meter);
            case BatchEvent batch -> BatchEvent.streamId(batch.batchNo());
            case FinanceEvent finance -> contractOf(finance);
            default -> event.streamId();
        };
    }

    private static <E extends MeterEvent> String keyOf(MeterKind<?, ?, E> kind, MeterEvent event) {
        return kind.messageKey(kind.eventType().cast(event));
    }

    private static String contractOf(FinanceEvent event) {
        return switch (event) {
            case FinanceEvent.InvoiceIssued e -> e.contractId();
            case FinanceEvent.PaymentsOrdered e -> e.streamId();
            case FinanceEvent.BankStatementRead e -> e.streamId();
            case FinanceEvent.GoodsMovementsRead e -> e.contractId();
            case FinanceEvent.ReportDrafted e -> e.contractId();
            case FinanceEvent.ReportReviewed e -> e.contractId();
            case FinanceEvent.ReportSigned e -> e.contractId();
            case FinanceEvent.ReportAnchored e -> e.contractId();
        };
    }

    private static String subjectOf(RecordedEvent event) {
        return switch (event.payload()) {
            case MeterEvent meter -> meter.meterId();
            case ContractEvent contract -> contract.contractId();
            default -> event.streamId();
        };
    }

    static byte[] valueOf(RecordedEvent event) {
        String json =
                event.payload() instanceof BatchSealed ? withoutSeed(event.json()) : event.json();
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static String withoutSeed(String json) {
        try {
            ObjectNode tree = (ObjectNode) JSON.readTree(json);
            tree.remove("saltSeed");
            return tree.toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "stored event is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    static ProducerRecord<byte[], byte[]> withHeaders(
            ProducerRecord<byte[], byte[]> message, RecordedEvent event) {
        QuarantineRecords.header(message, "content-type", "application/json");
        QuarantineRecords.header(message, "ce_specversion", "1.0");
        QuarantineRecords.header(message, "ce_id", event.eventId());
        QuarantineRecords.header(message, "ce_type", "io.usance." + event.type() + ".v1");
        QuarantineRecords.header(message, "ce_source", "/usance");
        QuarantineRecords.header(message, "ce_subject", subjectOf(event));
        QuarantineRecords.header(message, "ce_time", event.recordedAt().toString());
        return withPosition(message, event);
    }

    static ProducerRecord<byte[], byte[]> withPosition(
            ProducerRecord<byte[], byte[]> message, RecordedEvent event) {
        QuarantineRecords.header(message, POSITION, Long.toString(event.position()));
        return message;
    }

    /** Log position of the event that a message stands for; empty if it says none. */
    static OptionalLong positionOf(ConsumerRecord<byte[], byte[]> message) {
        Header position = message.headers().lastHeader(POSITION);
        return position == null
                ? OptionalLong.empty()
                : OptionalLong.of(
                        Long.parseLong(new String(position.value(), StandardCharsets.UTF_8)));
    }
}
