package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloEvent;
import io.usance.metering.Decision;
import io.usance.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever a command says, it is not of later than the engine's clock. */
@Tag("slow")
class ServiceClockTest {
    private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

    private final HikariDataSource dataSource = TestDatabase.empty();
    private final BillingEngine engine =
            BillingEngine.builder(dataSource).clock(Clock.fixed(NOW, ZoneOffset.UTC)).build();

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Test
    void aReadingOfTheFutureIsRefusedWhateverItsSenderSays() {
        engine.handle(HostPlant.register("silo-0"));
        engine.signContract(HostPlant.terms("c", "silo-0"), HostPlant.FROM);
        long today = Duration.between(HostPlant.FROM, NOW).toMinutes() / 15;
        assertThat(engine.handle(HostPlant.reading("silo-0", today)).recorded()).isEqualTo(1);
        for (String ahead : List.of("PT15M", "P1D", "P31D", "P23360D")) {
            RecordReadings command = next(today + 1, Duration.parse(ahead));
            Decision<SiloEvent> decision = engine.handle(command);
            assertThat(decision.events()).isEmpty();
            assertThat(decision.refusals()).hasSize(1);
            assertThat(decision.refusals().getFirst().reason())
                    .isEqualTo(RefusalReason.FUTURE_TIME);
            assertThat(decision.refusals().getFirst().detail()).contains("received " + NOW);
        }
    }

    /** A reading sampled and, as its sender says, received so far ahead. */
    private static RecordReadings next(long no, Duration ahead) {
        Reading reading = HostPlant.reading("silo-0", no).readings().getFirst();
        Instant at = NOW.plus(ahead);
        Reading later =
                new Reading(
                        reading.sensorId(),
                        reading.sequence(),
                        null,
                        at,
                        reading.kind(),
                        reading.value(),
                        reading.unit());
        return new RecordReadings("silo-0", List.of(later), at.plusSeconds(60));
    }

    @Test
    void noPeriodIsClosedByCommandBeforeItHasEnded() {
        engine.handle(HostPlant.register("silo-0"));
        engine.signContract(HostPlant.terms("c", "silo-0"), HostPlant.FROM);
        engine.handle(HostPlant.reading("silo-0", 1));
        Instant later = Instant.parse("2090-01-01T00:00:00Z");
        assertThat(engine.closePeriod("silo", "silo-0", "2026-03-01/2026-04-01", later).events())
                .isEmpty();
    }
}
