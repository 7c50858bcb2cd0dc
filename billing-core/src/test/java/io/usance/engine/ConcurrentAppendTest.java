package io.usance.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.usance.settlement.BatchEvent;
import io.usance.settlement.BatchEvent.BatchConfirmed;
import io.usance.settlement.BatchEvent.BatchSealed;
import io.usance.store.StaleStateException;
import io.usance.store.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two instances on one database: who decided on what is no longer so writes nothing. */
@Tag("slow")
class ConcurrentAppendTest {
    private static final BatchSealed SEALED =
            new BatchSealed(
                    1, 0, 9, 3, "0x" + "ab".repeat(32), "0x" + "cd".repeat(32), Instant.EPOCH);

    private final HikariDataSource dataSource = TestDatabase.empty();
    private final BillingEngine engine = BillingEngine.builder(dataSource).build();
    private final BillingEngine other = BillingEngine.builder(dataSource).build();

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Test
    void aBatchThatBothBeginIsBegunOnce() {
        engine.internals().append(List.of(), SEALED);
        assertThatThrownBy(() -> other.internals().append(List.of(), SEALED))
                .isInstanceOf(StaleStateException.class)
                .hasMessageContaining("another writer");
        assertThat(other.internals().batch(1)).containsExactly(SEALED);
    }

    @Test
    void whoDecidedOnAnOlderBatchLosesAllOfItsUnitOfWork() {
        engine.internals().append(List.of(), SEALED);
        List<BatchEvent> seen = engine.internals().batch(1);
        BatchEvent confirmed = new BatchConfirmed(1, 12);
        other.internals().append(other.internals().batch(1), confirmed);

        assertThatThrownBy(() ->
                        engine.unitOfWork(() -> {
                            engine.internals().positions().readOrStart("told", 0, 7);
                            engine.internals().append(seen, new BatchConfirmed(1, 13));
                            return Boolean.TRUE;
                        }))
                .isInstanceOf(StaleStateException.class);
        assertThat(engine.internals().batch(1)).containsExactly(SEALED, confirmed);
        assertThat(engine.internals().positions().read("told", 0)).isEmpty();
    }

    @Test
    void aListenerIsToldOfAppendsUntilItIsClosed() {
        AtomicInteger told = new AtomicInteger();
        try (Listening listening = engine.onAppended(told::incrementAndGet)) {
            engine.internals().append(List.of(), SEALED);
            assertThat(told).hasValue(1);
            listening.close();
        }
        engine.internals().append(engine.internals().batch(1), new BatchConfirmed(1, 12));
        assertThat(told).hasValue(1);
    }
}
