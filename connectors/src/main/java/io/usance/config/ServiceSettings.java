package io.usance.config;

import io.usance.kafka.Topics;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * How the service runs.
 *
 * @param kafka client settings for all clients: bootstrap servers, security
 * @param topics their names
 * @param partitions partitions of topics that have to be created
 * @param replication their replication factor; -1 for the broker's default
 * @param batchCountMax seal a batch at this many settlements
 * @param batchAgeMax seal a batch when its oldest settlement is this old
 * @param batchAmountMax seal a batch when this much waits in one currency, major units; null for no
 *     matter how much
 * @param anchorDepth confirmations that count as final
 * @param closeSilentAfter close a period by force when its end is this long past and the sensor is
 *     silent
 * @param outageAttemptsMax failed steps in a row after which a role gives up and the service ends
 * @param outagePauseMax longest pause between two of them
 */
public record ServiceSettings(
        Properties kafka,
        Topics topics,
        int partitions,
        short replication,
        int batchCountMax,
        Duration batchAgeMax,
        @Nullable BigDecimal batchAmountMax,
        long anchorDepth,
        Duration closeSilentAfter,
        int outageAttemptsMax,
        Duration outagePauseMax) {

    /** Leaves out the Kafka settings, which may hold passwords. */
    @Override
    public String toString() {
        return "ServiceSettings[" + topics + "]";
    }

    /** Settings for one broker on this machine. */
    public static ServiceSettings local(String bootstrapServers, Topics topics) {
        Properties kafka = new Properties();
        kafka.put("bootstrap.servers", bootstrapServers);
        return new ServiceSettings(
                kafka,
                topics,
                4,
                (short) 1,
                1_000,
                Duration.ofSeconds(2),
                null,
                1,
                Duration.ofDays(3),
                120,
                Duration.ofSeconds(5));
    }
}
