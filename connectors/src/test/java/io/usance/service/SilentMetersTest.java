package io.usance.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.usance.embedded.SharedParts;
import io.usance.engine.BillingEngine;
import io.usance.kafka.IntakeRole;
import io.usance.kafka.TopicEnds;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.simulation.SimulatedReading;
import io.usance.simulation.SimulatedSilo;
import io.usance.store.Positions.Advance;
import io.usance.store.Positions.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class SilentMetersTest {
    private static final TopicPartition PARTITION = new TopicPartition("usance.readings", 0);
    private static final String POSITION = IntakeRole.positionName("usance.readings");

    /** After an outage every silo looks silent; what waits in Kafka must be read first. */
    @Test
    void aSilentSiloIsClosedOnceItsBacklogIsStoredAndNotBefore() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(SharedParts.newDatabase());
        config.setMaximumPoolSize(4);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            BillingEngine engine = BillingEngine.builder(pool).build();
            SimulatedSilo silo = Plant.simulate(1).getFirst();
            Plant.setUp(engine, List.of(silo));
            List<Reading> readings =
                    silo.readings().stream()
                            .limit(200)
                            .map(SimulatedReading::decoded)
                            .flatMap(Optional::stream)
                            .toList();
            engine.handle(
                    new RecordReadings(
                            silo.siloId(), readings, Plant.FROM.plus(Duration.ofDays(30))));
            long stored = engine.internals().positions().readOrStart(POSITION, 0, 3);
            engine.catchUp();
            Instant muchLater = Instant.now().plus(Duration.ofDays(10));
            SilentMeters silent =
                    new SilentMeters(
                            engine, () -> new TopicEnds(Map.of(PARTITION, 5L)), Duration.ofDays(3));

            long closedByItself = closed(engine);
            assertThat(silent.step(muchLater)).as("two records wait in Kafka").isFalse();
            engine.catchUp();
            assertThat(closed(engine)).isEqualTo(closedByItself);

            engine.unitOfWork(() -> {
                engine.internals()
                        .advance(
                                List.of(
                                        new Advance(
                                                POSITION, 0, stored, 5, new Tally(2, 0, 2, 0))));
                return Boolean.TRUE;
            });
            assertThat(silent.step(muchLater)).isTrue();
            engine.catchUp();
            assertThat(closed(engine)).isEqualTo(closedByItself + 1);
        }
    }

    private static long closed(BillingEngine engine) {
        return engine.internals().readModels().meterPeriods().stream()
                .filter(period -> !period.state().equals("OPEN"))
                .count();
    }
}
