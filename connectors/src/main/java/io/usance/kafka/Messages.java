package io.usance.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.contract.ContractEvent;
import io.usance.engine.EventForms;
import io.usance.finance.FinanceEvent;
import io.usance.meter.StandardMeters;
import io.usance.meter.silo.SiloEvent;
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
 * <p>Readings are not published again; they are on their own topic. The secret seed of a batch's
 * salts stays in.
 */
final class Messages {
    static final Set<String> PUBLISHED = published();

    private static final String POSITION = "ce_position";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Messages() {}

    private static Set<String> published() {
        Set<String> names = new TreeSet<>(new EventForms().names());
        names.removeAll(StandardMeters.kinds().unpublished());
        return Set.copyOf(names);
    }

    /**
     * The contract where one is involved, so that all of a contract's messages stay in order; else
     * silo or batch.
     */
    static String keyOf(RecordedEvent event) {
        return switch (event.payload()) {
            case ContractEvent contract -> contract.contractId();
            case SiloEvent silo -> contractOf(silo);
            case BatchEvent batch -> BatchEvent.streamId(batch.batchNo());
            case FinanceEvent finance -> contractOf(finance);
            default -> event.streamId();
        };
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

    private static String contractOf(SiloEvent event) {
        return switch (event) {
            case SiloEvent.SiloRegistered e -> e.siloId();
            case SiloEvent.ReadingsRecorded e -> e.siloId();
            case SiloEvent.ContractAssigned e -> e.contractId();
            case SiloEvent.DeliveryNoteRecorded e -> e.contractId();
            case SiloEvent.DeliveryCounted e -> e.contractId();
            case SiloEvent.DeliveryNotSeen e -> e.contractId();
            case SiloEvent.OpeningStockMeasured e -> e.contractId();
            case SiloEvent.ConsumptionMetered e -> e.contractId();
            case SiloEvent.SensorChanged e -> e.siloId();
            case SiloEvent.SequenceGapNoted e -> e.siloId();
            case SiloEvent.ReadingSetAside e -> e.siloId();
            case SiloEvent.StockAdjusted e -> e.contractId();
            case SiloEvent.PeriodClosed e -> e.contractId();
            case SiloEvent.ContractEnded e -> e.contractId();
            case SiloEvent.ClosedPeriodCorrected e -> e.contractId();
        };
    }

    private static String subjectOf(RecordedEvent event) {
        return switch (event.payload()) {
            case SiloEvent silo -> silo.siloId();
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
