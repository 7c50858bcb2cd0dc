package io.usance.service;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.micrometer.core.instrument.MeterRegistry;
import io.usance.anchor.Anchor;
import io.usance.anchor.evm.EvmAnchor;
import io.usance.config.ServiceSettings;
import io.usance.config.WatchSettings;
import io.usance.engine.BillingEngine;
import io.usance.file.Reasons;
import io.usance.netting.EscrowBook;
import io.usance.watch.Measure;
import io.usance.watch.Watch;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * What a running service is watched by: its roles, and what Kafka, Postgres and the node say.
 *
 * @param pool that the engine works on
 * @param anchor as the service has it
 * @param escrows as the service has them
 */
public record ServiceWatch(
        BillingEngine engine,
        HikariDataSource pool,
        Optional<Anchor> anchor,
        List<EscrowBook> escrows,
        ServiceSettings settings,
        Clock clock) {

    /**
     * Begins to listen; the service may start later.
     *
     * @throws StartFailedException if the address cannot be bound
     */
    public static Watch open(WatchSettings http) {
        try {
            return Watch.on(http.host(), http.port(), Reasons::of);
        } catch (IOException e) {
            throw new StartFailedException(
                    "http: cannot listen on %s, port %d: %s"
                            .formatted(http.host(), http.port(), Reasons.of(e)),
                    e);
        }
    }

    /**
     * Watches the service until the watch is closed, which is to be before the service's parts are.
     *
     * @param every how often the parts are probed
     */
    public void follow(Watch watch, UsanceService service, Duration every) {
        MeterRegistry meters = watch.meters();
        watch.follow(service::roles);
        connections(meters, "active", HikariPoolMXBean::getActiveConnections);
        connections(meters, "idle", HikariPoolMXBean::getIdleConnections);
        connections(meters, "waiting", HikariPoolMXBean::getThreadsAwaitingConnection);
        KafkaProbe kafka = new KafkaProbe(settings.kafka(), service.inbound());
        NodeProbe node =
                anchor.orElse(null) instanceof EvmAnchor chain
                        ? new NodeProbe(chain, escrows, meters)
                        : null;
        StoreProbe store =
                new StoreProbe(
                        engine,
                        settings,
                        service.inbound(),
                        kafka,
                        service::published,
                        node,
                        clock,
                        meters);
        watch.probe("kafka", every, kafka);
        if (node != null) {
            watch.probe("node", every, node);
        }
        watch.probe("postgres", every, store);
    }

    private void connections(
            MeterRegistry meters, String state, ToIntFunction<HikariPoolMXBean> count) {
        Measure.DATABASE_CONNECTIONS.gauge(
                meters,
                () -> {
                    HikariPoolMXBean asked = pool.getHikariPoolMXBean();
                    return asked == null ? 0 : count.applyAsInt(asked);
                },
                state);
    }
}
