package io.usance.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.engine.BillingEngine;
import io.usance.intake.RecordQuarantined;
import io.usance.store.EventLog;
import io.usance.store.Lease;
import io.usance.store.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
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
 * transactional id is fixed, so starting fences whoever published before, and a transaction left
 * open by a crash is ended before the position is read. Because brokers lose ends of transactions,
 * the topics themselves are asked what they hold beyond that position.
 */
public final class OutboxRole implements Role {
    /** Log positions looked at in one Kafka transaction. */
    static final int SPAN_MAX = 2_000;

    private final BillingEngine engine;
    private final Topics topics;
    private final Properties kafka;
    private final Properties properties;
    private final Lease lease;
    private final Counter published;
    private @Nullable KafkaProducer<byte[], byte[]> producer;
    private long position;

    /** What others before this producer published. */
    private Published before = new Published(0, Map.of());

    /**
     * @param kafka client settings: bootstrap servers and security
     */
    public OutboxRole(BillingEngine engine, Topics topics, Properties kafka, MeterRegistry meters) {
        this.engine = engine;
        this.topics = topics;
        this.lease = engine.transactions().lease("outbox/" + topics.outboxPosition());
        this.kafka = kafka;
        this.properties = new Properties();
        properties.put("linger.ms", "5");
        properties.put("compression.type", "lz4");
        properties.put("max.request.size", Integer.toString(TopicSetup.QUARANTINE_BYTES_MAX));
        // Calls to a broker that is away end soon, so that it is said and the service can be
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
        published =
                Counter.builder("usance.outbox.messages")
                        .description("Messages published and committed")
                        .register(meters);
    }

    @Override
    public String name() {
        return "outbox";
    }

    @Override
    public boolean step() {
        if (!lease.held()) {
            close();
            return false;
        }
        try {
            return publishNext(producer());
        } catch (RuntimeException e) {
            // Whether the transaction was committed is known again after the next start of a
            // producer.
            closeProducer();
            throw e;
        }
    }

    private boolean publishNext(KafkaProducer<byte[], byte[]> out) {
        EventLog.Page page = engine.log().read(position, SPAN_MAX, Messages.PUBLISHED);
        if (page.upTo() == position) {
            requireNotBehind();
            return false;
        }
        if (!page.events().isEmpty()) {
            out.beginTransaction();
            page.events().forEach(event -> send(out, event));
            out.send(OutboxPosition.message(topics.outboxPosition(), page.upTo()));
            out.commitTransaction();
            published.increment(page.events().size());
        }
        position = page.upTo();
        return true;
    }

    /**
     * A database older than what was published would be waited for in silence, and its next events
     * never published.
     */
    private void requireNotBehind() {
        long head = engine.log().head();
        if (head < position) {
            throw new IllegalStateException(
                    "events were published up to "
                            + position
                            + " according to "
                            + topics.outboxPosition()
                            + ", but the log ends at "
                            + head
                            + ": the database was restored to an older state or is not"
                            + " the one that was published; consumers know events that this log does not have");
        }
    }

    private void send(KafkaProducer<byte[], byte[]> out, RecordedEvent event) {
        if (event.payload() instanceof RecordQuarantined refused) {
            sendUnlessPublished(
                    out,
                    Messages.withPosition(
                            QuarantineRecords.message(topics.quarantine(), refused), event),
                    event);
            return;
        }
        byte[] key = Messages.keyOf(event).getBytes(StandardCharsets.UTF_8);
        byte[] value = Messages.valueOf(event);
        sendUnlessPublished(
                out,
                Messages.withHeaders(new ProducerRecord<>(topics.events(), key, value), event),
                event);
        if (event.payload() instanceof SettlementCommanded) {
            sendUnlessPublished(
                    out,
                    Messages.withHeaders(
                            new ProducerRecord<>(topics.settlementCommands(), key, value), event),
                    event);
        }
    }

    private void sendUnlessPublished(
            KafkaProducer<byte[], byte[]> out,
            ProducerRecord<byte[], byte[]> message,
            RecordedEvent event) {
        if (!before.holds(message.topic(), event.position())) {
            out.send(message);
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            KafkaProducer<byte[], byte[]> started = new KafkaProducer<>(properties);
            try {
                started.initTransactions();
                new HangingTransactions(started, kafka, topics).drop();
                before = Published.read(kafka, topics);
                position = before.upTo();
            } catch (RuntimeException e) {
                started.close(java.time.Duration.ZERO);
                throw e;
            }
            producer = started;
        }
        return producer;
    }

    private void closeProducer() {
        if (producer != null) {
            producer.close(java.time.Duration.ZERO);
            producer = null;
        }
    }

    @Override
    public void close() {
        closeProducer();
        lease.close();
    }
}
