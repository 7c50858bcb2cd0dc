package io.usance.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.engine.BillingEngine;
import io.usance.intake.RecordQuarantined;
import io.usance.store.EventLog;
import io.usance.store.Lease;
import io.usance.store.RecordedEvent;
import io.usance.watch.Measure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the log to Kafka, each message exactly once for a {@code read_committed} consumer.
 *
 * <p>How far it has come is a message itself, in the compacted topic {@code
 * usance.outbox-position}, written in the same Kafka transaction as the messages it stands for. The
 * transactional id is fixed, so starting fences an earlier publisher, and a transaction left open
 * by a crash is ended before the position is read. Because brokers lose ends of transactions, the
 * topics themselves are asked what they hold beyond that position.
 */
public final class OutboxRole implements Role {
    /** Log positions looked at for one Kafka transaction. */
    static final int SPAN_MAX = 10_000;

    /** Events published in one Kafka transaction. */
    static final int EVENTS_MAX = 2_000;

    private static final String QUARANTINED = RecordQuarantined.class.getSimpleName();
    private static final String COMMANDED = SettlementCommanded.class.getSimpleName();

    private final BillingEngine engine;
    private final Topics topics;
    private final Properties kafka;
    private final Properties properties;
    private final Messages forms;
    private final Lease lease;
    private final Counter published;
    private volatile @Nullable Out out;
    private volatile long position;

    /** True from the beginning of a transaction until its end was seen in all partitions. */
    private boolean endUnseen;

    /** What others before this producer published. */
    private Published before = new Published(0, Map.of());

    /**
     * @param kafka client settings: bootstrap servers and security
     */
    public OutboxRole(BillingEngine engine, Topics topics, Properties kafka, MeterRegistry meters) {
        this.engine = engine;
        this.topics = topics;
        this.forms = new Messages(engine.meterKinds());
        this.lease = engine.internals().transactions().lease("outbox/" + topics.outboxPosition());
        this.kafka = new Properties();
        this.kafka.put("default.api.timeout.ms", "15000");
        this.kafka.put("request.timeout.ms", "10000");
        this.kafka.putAll(kafka);
        this.properties = new Properties();
        properties.put("linger.ms", "5");
        properties.put("compression.type", "lz4");
        properties.put("max.request.size", Integer.toString(TopicSetup.QUARANTINE_BYTES_MAX));
        // Calls to an unavailable broker end soon, so that it is reported and the service can be
        // stopped.
        properties.put("max.block.ms", "15000");
        properties.put("request.timeout.ms", "10000");
        properties.put("delivery.timeout.ms", "15000");
        // A transaction left open by an instance that died holds up read_committed consumers until
        // another instance starts, but at most this long.
        properties.put("transaction.timeout.ms", "20000");
        properties.putAll(kafka);
        properties.put("key.serializer", ByteArraySerializer.class.getName());
        properties.put("value.serializer", ByteArraySerializer.class.getName());
        properties.put("enable.idempotence", "true");
        properties.put("acks", "all");
        properties.put("transactional.id", topics.outboxPosition());
        published = Measure.OUTBOX_MESSAGES.counter(meters);
    }

    @Override
    public String name() {
        return "outbox";
    }

    /** Up to where the log is published; empty if another instance publishes. Any thread. */
    public OptionalLong position() {
        return out == null ? OptionalLong.empty() : OptionalLong.of(position);
    }

    @Override
    public boolean step() {
        if (!lease.held()) {
            close();
            return false;
        }
        try {
            return publishNext(out());
        } catch (RuntimeException e) {
            // Whether the transaction was committed is known again after the next start of a
            // producer.
            try {
                closeProducer();
            } catch (RuntimeException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    private boolean publishNext(Out out) {
        EventLog.Page page =
                engine.internals().log().read(position, SPAN_MAX, EVENTS_MAX, forms.published());
        if (page.upTo() == position) {
            requireNotBehind(position);
            requireEnded(out);
            return false;
        }
        if (!page.events().isEmpty()) {
            // What cannot be read is known before a transaction is open.
            List<ProducerRecord<byte[], byte[]>> messages = new ArrayList<>();
            page.events().forEach(event -> addMessages(event, messages));
            KafkaProducer<byte[], byte[]> producer = out.producer();
            requireEnded(out);
            endUnseen = true;
            producer.beginTransaction();
            messages.forEach(producer::send);
            producer.send(OutboxPosition.message(topics.outboxPosition(), page.upTo()));
            producer.commitTransaction();
            published.increment(messages.size());
        }
        position = page.upTo();
        return true;
    }

    /**
     * What was committed is visible before anything else is done, also before going idle: a lost
     * end is found by trying again with a new producer.
     */
    private void requireEnded(Out out) {
        if (endUnseen) {
            out.hanging().requireNone();
            endUnseen = false;
        }
    }

    /**
     * A database older than what was published would be waited for in silence, and its next events
     * never published.
     */
    private void requireNotBehind(long published) {
        long head = engine.internals().log().head();
        if (head < published) {
            throw new IllegalStateException(
                    "events were published up to "
                            + published
                            + " according to "
                            + topics.outboxPosition()
                            + ", but the log ends at "
                            + head
                            + ": the database was restored to an older state or is not"
                            + " the one that was published; consumers know events that this log does not have");
        }
    }

    private void addMessages(RecordedEvent event, List<ProducerRecord<byte[], byte[]>> messages) {
        if (event.type().equals(QUARANTINED)) {
            ProducerRecord<byte[], byte[]> refused =
                    QuarantineRecords.message(
                            topics.quarantine(), (RecordQuarantined) event.payload());
            addUnlessPublished(Messages.withPosition(refused, event), event, messages);
            return;
        }
        byte[] key = forms.keyOf(event).getBytes(StandardCharsets.UTF_8);
        byte[] value = Messages.valueOf(event);
        addUnlessPublished(
                Messages.withHeaders(new ProducerRecord<>(topics.events(), key, value), event),
                event,
                messages);
        if (event.type().equals(COMMANDED)) {
            addUnlessPublished(
                    Messages.withHeaders(
                            new ProducerRecord<>(topics.settlementCommands(), key, value), event),
                    event,
                    messages);
        }
    }

    private void addUnlessPublished(
            ProducerRecord<byte[], byte[]> message,
            RecordedEvent event,
            List<ProducerRecord<byte[], byte[]>> messages) {
        if (!before.holds(message.topic(), event.position())) {
            messages.add(message);
        }
    }

    /** An initialised producer, and its watch over what the broker makes of its transactions. */
    private record Out(KafkaProducer<byte[], byte[]> producer, HangingTransactions hanging) {
        void close() {
            try {
                hanging.close();
            } finally {
                producer.close(Duration.ZERO);
            }
        }
    }

    private Out out() {
        if (out == null) {
            out = start();
        }
        return out;
    }

    private Out start() {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties);
        try {
            HangingTransactions hanging = new HangingTransactions(producer, kafka, topics);
            try {
                producer.initTransactions();
                hanging.drop();
                before = Published.read(kafka, topics);
                requireNotBehind(before.newest());
                position = before.upTo();
                endUnseen = false;
                return new Out(producer, hanging);
            } catch (RuntimeException e) {
                hanging.close();
                throw e;
            }
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    private void closeProducer() {
        Out closing = out;
        out = null;
        if (closing != null) {
            closing.close();
        }
    }

    @Override
    public void close() {
        try {
            closeProducer();
        } finally {
            lease.close();
        }
    }
}
