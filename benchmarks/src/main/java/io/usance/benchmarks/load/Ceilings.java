package io.usance.benchmarks.load;

import io.usance.record.Decoding;
import io.usance.record.Headers;
import io.usance.record.silo.ReadingDecoder;
import io.usance.record.silo.SiloInput;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What this machine does if it does nothing else. */
final class Ceilings {
    private static final int BATCH_ROWS = 5_000;
    private static final int COLUMNS = 9;
    private static final String ROWS =
            "select position, event_id, stream_type, stream_id, sequence, recorded_at, payload_type, payload, metadata"
                    + " from usance.domain_event where position > ? and position <= ? order by position";
    private static final String[] TYPES = {
        "bigint", "text", "text", "text", "bigint", "timestamptz", "text", "text", "text"
    };

    private Ceilings() {}

    /** Records a second that a consumer takes which looks at nothing. */
    static double bareConsumer(LoadSite site, long records) {
        return consume(site, records, consumed -> {});
    }

    /** Records a second that a consumer takes which decodes every record and keeps nothing. */
    static double decodeOnly(LoadSite site, long records) {
        ReadingDecoder decoder = new ReadingDecoder();
        long[] decoded = {0};
        double rate =
                consume(
                        site,
                        records,
                        consumed -> {
                            if (decoder.decode(consumed.key(), consumed.value(), Headers.NONE)
                                    instanceof Decoding.Decoded<?>) {
                                decoded[0]++;
                            }
                        });
        if (decoded[0] != records) {
            throw new IllegalStateException(decoded[0] + " of " + records + " were readable");
        }
        return rate;
    }

    private static double consume(
            LoadSite site, long records, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        Properties settings = site.client();
        // As the intake has them.
        settings.put("max.poll.records", "20000");
        settings.put("fetch.min.bytes", Integer.toString(256 << 10));
        settings.put("fetch.max.wait.ms", "20");
        settings.put("max.partition.fetch.bytes", Integer.toString(16 << 20));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(site.topics.inbound(SiloInput.READINGS)).stream()
                            .map(p -> new TopicPartition(p.topic(), p.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long startNs = System.nanoTime();
            long count = 0;
            while (count < records) {
                ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofSeconds(1));
                polled.forEach(sink);
                count += polled.count();
            }
            return count / ((System.nanoTime() - startNs) / 1e9);
        }
    }

    /**
     * Seconds that {@code INSERT … SELECT unnest} takes for the rows of a stretch of the log, into
     * a table with the same keys, in transactions of 5,000 rows. Reading them is not counted.
     */
    static double unnest(LoadSite site, long after, long upTo) throws SQLException {
        try (Connection reading = site.pool.getConnection();
                Connection writing = site.pool.getConnection();
                Statement schema = writing.createStatement()) {
            schema.execute("create table ceiling_event (like usance.domain_event including all)");
            writing.setAutoCommit(false);
            reading.setAutoCommit(false);
            double seconds = 0;
            try (PreparedStatement rows = reading.prepareStatement(ROWS)) {
                rows.setFetchSize(BATCH_ROWS);
                rows.setLong(1, after);
                rows.setLong(2, upTo);
                try (ResultSet row = rows.executeQuery()) {
                    List<Object[]> batch = new ArrayList<>();
                    boolean more = row.next();
                    while (more) {
                        Object[] values = new Object[COLUMNS];
                        for (int i = 0; i < COLUMNS; i++) {
                            values[i] = row.getObject(i + 1);
                        }
                        batch.add(values);
                        more = row.next();
                        if (!more || batch.size() == BATCH_ROWS) {
                            seconds += write(writing, batch);
                            batch.clear();
                        }
                    }
                }
            }
            writing.rollback();
            writing.setAutoCommit(true);
            schema.execute("drop table ceiling_event");
            return seconds;
        }
    }

    private static double write(Connection connection, List<Object[]> batch) throws SQLException {
        long startNs = System.nanoTime();
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "insert into ceiling_event select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (int column = 0; column < COLUMNS; column++) {
                int of = column;
                Array values =
                        connection.createArrayOf(
                                TYPES[column], batch.stream().map(row -> row[of]).toArray());
                insert.setArray(column + 1, values);
            }
            insert.executeUpdate();
        }
        connection.commit();
        return (System.nanoTime() - startNs) / 1e9;
    }

    /** Seconds that {@code COPY … TO} nowhere takes for the rows of the log. */
    static double copy(LoadSite site) throws SQLException {
        long startNs = System.nanoTime();
        try (Connection connection = site.pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("copy usance.domain_event to '/dev/null'");
        }
        return (System.nanoTime() - startNs) / 1e9;
    }
}
