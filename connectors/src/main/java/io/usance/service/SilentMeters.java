package io.usance.service;

import io.usance.engine.BillingEngine;
import io.usance.kafka.TopicEnds;
import io.usance.reconciliation.ReadModels.OverdueMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes periods of meters that have fallen silent; the readings of one that reports close its
 * periods.
 *
 * <p>After an outage every meter looks silent until its backlog has been read. So it goes in three
 * steps: note how far the topics reach; wait until all that is stored, and then until the read
 * models have seen it; only then ask who is silent, as of the moment the note was taken.
 */
final class SilentMeters {
    private static final Logger LOG = LoggerFactory.getLogger(SilentMeters.class);
    private static final int STEP_MAX = 100;

    private final BillingEngine engine;
    private final Supplier<TopicEnds> topicEnds;
    private final Duration after;
    private @Nullable TopicEnds noted;
    private Instant notedAt = Instant.EPOCH;
    private long storedAtHead = -1;

    /**
     * @param topicEnds asks Kafka how far the inbound topics reach
     */
    SilentMeters(BillingEngine engine, Supplier<TopicEnds> topicEnds, Duration after) {
        this.engine = engine;
        this.topicEnds = topicEnds;
        this.after = after;
    }

    /** True if periods were closed, so that there may be more. */
    boolean step(Instant now) {
        if (noted == null) {
            noted = topicEnds.get();
            notedAt = now;
            storedAtHead = -1;
        }
        if (storedAtHead < 0 && noted.isStored(engine.internals().positions())) {
            storedAtHead = engine.internals().log().head();
        }
        if (storedAtHead < 0 || engine.internals().projecting().position() < storedAtHead) {
            return false;
        }
        noted = null;
        return closeOverdue(notedAt);
    }

    private boolean closeOverdue(Instant at) {
        List<OverdueMeter> overdue =
                engine.internals().readModels().overdue(at.minus(after), STEP_MAX);
        boolean closed = false;
        for (OverdueMeter meter : overdue) {
            LOG.atWarn()
                    .addKeyValue(meter.kind(), meter.meterId())
                    .addKeyValue("period", meter.periodId())
                    .log(
                            "{} {}: period {} ended {} and no reading came since; closing it with what is known",
                            meter.kind(),
                            meter.meterId(),
                            meter.periodId(),
                            meter.periodEnd());
            closed |=
                    !engine.closePeriod(meter.kind(), meter.meterId(), meter.periodId(), at)
                            .events()
                            .isEmpty();
        }
        return closed;
    }
}
