package io.usance.watch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The meters of a process, and an HTTP endpoint that shows them, whether the process lives, and
 * whether it can work.
 *
 * <p>Every answer comes from memory: what has to be asked of a database or a broker is asked by
 * {@link #probe}, in the background. Thread-safe.
 */
public final class Watch implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrometheusMeterRegistry meters =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final List<PartProbe> parts = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> closeables = new CopyOnWriteArrayList<>();
    private final Function<Throwable, String> reasons;
    private final WatchServer server;
    private volatile @Nullable Supplier<Map<String, RoleState>> roles;

    private Watch(String host, int port, Function<Throwable, String> reasons) throws IOException {
        this.reasons = reasons;
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        collections.bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        new FileDescriptorMetrics().bindTo(meters);
        server =
                WatchServer.start(
                        host,
                        port,
                        Map.of(
                                "/metrics", this::metrics,
                                "/health", this::health,
                                "/ready", this::ready));
    }

    /**
     * Begins to listen. Health says that the process is starting until {@link #follow} is called.
     *
     * @param host name or address of an interface of this machine
     * @param port 0 for any free one
     * @param reasons makes one line for a person of a failure, without secrets
     * @throws IOException if the address cannot be bound
     */
    public static Watch on(String host, int port, Function<Throwable, String> reasons)
            throws IOException {
        return new Watch(host, port, reasons);
    }

    /** Where meters are registered. */
    public MeterRegistry meters() {
        return meters;
    }

    /** Where it listens, for example {@code http://127.0.0.1:9464}. */
    public String url() {
        return server.url();
    }

    /**
     * From now on health and readiness go by these roles.
     *
     * @param states by name; answers at once
     */
    public void follow(Supplier<Map<String, RoleState>> states) {
        roles = states;
        for (String role : states.get().keySet()) {
            Measure.ROLE_STATE.gauge(
                    meters, () -> states.get().getOrDefault(role, RoleState.ENDED).ordinal(), role);
        }
    }

    /**
     * Probes a part now and from time to time. Readiness goes by what was seen last.
     *
     * @param part kafka, postgres or node
     * @param probe asks the part and keeps what it says; throws if it is unavailable. Its own
     *     thread; closed with this if it can be closed
     */
    public void probe(String part, Duration every, Runnable probe) {
        PartProbe watch = new PartProbe(part, every, probe, reasons);
        parts.add(watch);
        if (probe instanceof AutoCloseable closeable) {
            closeables.add(closeable);
        }
        Measure.PART_UP.gauge(meters, () -> watch.unavailable().isEmpty() ? 1 : 0, part);
        Measure.PART_AGE.gauge(meters, watch::ageS, part);
    }

    private WatchServer.Answer metrics() {
        return WatchServer.Answer.text(200, MetricsText.of(meters));
    }

    /** Dead is only who has ended: a role that fails and tries again is not helped by a restart. */
    private WatchServer.Answer health() {
        Supplier<Map<String, RoleState>> asked = roles;
        Map<String, RoleState> states = asked == null ? Map.of() : asked.get();
        boolean alive = states.values().stream().noneMatch(RoleState.ENDED::equals);
        ObjectNode body = JSON.createObjectNode();
        body.put("status", asked == null ? "starting" : alive ? "alive" : "ended");
        ObjectNode of = body.putObject("roles");
        states.forEach((role, state) -> of.put(role, state.word()));
        return WatchServer.Answer.json(alive ? 200 : 503, body.toString());
    }

    private WatchServer.Answer ready() {
        List<String> reasons = new ArrayList<>();
        Supplier<Map<String, RoleState>> asked = roles;
        if (asked == null) {
            reasons.add("the service is starting");
        } else {
            asked.get()
                    .forEach((role, state) -> {
                        if (state == RoleState.ENDED) {
                            reasons.add("role " + role + " has ended");
                        }
                    });
        }
        ObjectNode body = JSON.createObjectNode();
        ObjectNode seen = JSON.createObjectNode();
        for (PartProbe part : parts) {
            part.unavailable().ifPresent(why -> reasons.add(part.part() + ": " + why));
            seen.putObject(part.part())
                    .put("up", part.unavailable().isEmpty())
                    .put("ageSeconds", Math.round(part.ageS()));
        }
        body.put("ready", reasons.isEmpty());
        body.set("reasons", JSON.valueToTree(reasons));
        body.set("parts", seen);
        return WatchServer.Answer.json(reasons.isEmpty() ? 200 : 503, body.toString());
    }

    /** Stops listening and probing. */
    @Override
    public void close() {
        server.close();
        parts.forEach(PartProbe::close);
        for (AutoCloseable closeable : closeables) {
            try {
                closeable.close();
            } catch (Exception e) {
                WatchServer.LOG.debug("a probe did not end cleanly: {}", reasons.apply(e));
            }
        }
        collections.close();
        meters.close();
    }

    @Override
    public String toString() {
        return "Watch["
                + url()
                + ", "
                + parts.stream().map(PartProbe::part).collect(Collectors.joining(", "))
                + "]";
    }
}
