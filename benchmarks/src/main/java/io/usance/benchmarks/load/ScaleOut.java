package io.usance.benchmarks.load;

import io.usance.benchmarks.load.Drain.CommittedCount;
import io.usance.embedded.EmbeddedDatabase;
import io.usance.embedded.EmbeddedKafka;
import io.usance.kafka.IntakeRole;
import io.usance.record.silo.SiloInput;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The same backlog drained by one, two and four instances, each a process of its own, on one broker
 * and one Postgres; and by two whose partitions are dealt out again and again meanwhile. Writes
 * {@code benchmarks/scaleout.md}.
 *
 * <p>Each instance is warmed up with readings of its own, then all stand still until the backlog is
 * in the topic, and go on together.
 */
public final class ScaleOut {
    static final int PARTITIONS = 8;
    static final int SILOS = 10_000;
    static final int RUN = 25;
    private static final int WARM_UP = 100;
    private static final int BACKLOG = 250;
    private static final int SINGLY = 25;
    private static final int VISITS = 5;
    private static final int SAMPLE_MS = 50;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final EmbeddedKafka kafka;
    private final EmbeddedDatabase server;
    private final double scale;

    private ScaleOut(EmbeddedKafka kafka, EmbeddedDatabase server, double scale) {
        this.kafka = kafka;
        this.server = server;
        this.scale = scale;
    }

    /**
     * What one backlog took.
     *
     * @param run readings of a silo one behind another
     * @param cpu seconds of CPU: instances together, Postgres, broker and rig
     * @param refused units of work rolled back because another instance was faster
     * @param connections most that an instance had, on average over the instances
     * @param events written to the log
     * @param storedBytes by which the database grew, indexes included
     * @param walBytes written to Postgres' write-ahead log
     */
    record Run(
            int instances,
            int run,
            long records,
            double seconds,
            double[] cpu,
            long refused,
            double connections,
            long events,
            long storedBytes,
            long walBytes) {
        double recordsPerSecond() {
            return records / seconds;
        }

        double microsPerRecord(int part) {
            return cpu[part] * 1e6 / records;
        }
    }

    public static void main(String[] args) throws Exception {
        double scale = args.length > 0 ? Double.parseDouble(args[0]) : 1;
        Path directory = Path.of(args.length > 1 ? args[1] : ".");
        try (EmbeddedKafka kafka = EmbeddedKafka.temporary().start();
                EmbeddedDatabase server = EmbeddedDatabase.temporary(LoadSite.POSTGRES).start()) {
            ScaleOutResults results = new ScaleOutResults(scale);
            new ScaleOut(kafka, server, scale).measure(results);
            results.write(directory);
        }
        // Broker and clients leave threads behind that are not daemons.
        System.exit(0);
    }

    private void measure(ScaleOutResults results) throws IOException, InterruptedException {
        for (int instances : new int[] {1, 2, 4}) {
            String name = "scale" + instances;
            Workload all = workload(0, readings(WARM_UP) * instances);
            try (LoadSite site = LoadSite.open(kafka, server, name, PARTITIONS, all)) {
                measure(site, instances, all, results);
            }
        }
    }

    private void measure(LoadSite site, int instances, Workload warmUp, ScaleOutResults results)
            throws IOException, InterruptedException {
        List<LoadInstance> running = new ArrayList<>();
        try {
            for (int i = 0; i < instances; i++) {
                running.add(LoadInstance.start(site, PARTITIONS, 2 * SILOS));
            }
            drain(site, running, warmUp, () -> {});
            Workload backlog = workload(warmUp.readings(), readings(BACKLOG));
            Run calm = drain(site, running, backlog, () -> {});
            results.add(calm);
            if (instances == 1) {
                int next = backlog.first() + backlog.readings();
                Workload singly = new Workload(SILOS, next, Math.max(2, readings(SINGLY)), 1, 0);
                results.add(drain(site, running, singly, () -> {}));
            }
            if (instances == 2) {
                int next = backlog.first() + backlog.readings();
                Run moved = drain(site, running, workload(next, backlog.readings()), visits(site));
                results.rebalances(calm, moved, 2 * VISITS);
            }
            if (instances == 4) {
                results.appends(Appends.perSecond(site, 1), Appends.perSecond(site, 4));
            }
        } finally {
            running.forEach(LoadInstance::close);
        }
    }

    private int readings(int all) {
        return Math.max(RUN, (int) (all * scale) / RUN * RUN);
    }

    private static Workload workload(int first, int readings) {
        return new Workload(SILOS, first, readings, RUN, 0);
    }

    private interface Meanwhile {
        void run() throws InterruptedException;
    }

    private Run drain(
            LoadSite site, List<LoadInstance> instances, Workload workload, Meanwhile meanwhile)
            throws IOException, InterruptedException {
        for (LoadInstance instance : instances) {
            instance.freeze();
        }
        long total = received(site) + site.feed(workload);
        long records = total - received(site);
        long refused = instances.stream().mapToLong(LoadInstance::refused).sum();
        long wal = wal(site);
        long stored = stored(site);
        long head = site.engine.internals().log().head();
        CpuUse before = CpuUse.now();
        double cpu = instances.stream().mapToDouble(LoadInstance::cpuSeconds).sum();
        long startNs = System.nanoTime();
        for (LoadInstance instance : instances) {
            instance.thaw();
        }
        meanwhile.run();
        double connections = awaitDrained(site, instances, total, startNs);
        double seconds = (System.nanoTime() - startNs) / 1e9;
        Map<String, Double> others = CpuUse.now().since(before);
        double postgres = others.getOrDefault("Postgres", 0.0);
        double rest = others.values().stream().mapToDouble(Double::doubleValue).sum() - postgres;
        return new Run(
                instances.size(),
                workload.run(),
                records,
                seconds,
                new double[] {
                    instances.stream().mapToDouble(LoadInstance::cpuSeconds).sum() - cpu,
                    postgres,
                    rest
                },
                instances.stream().mapToLong(LoadInstance::refused).sum() - refused,
                connections / instances.size(),
                site.engine.internals().log().head() - head,
                stored(site) - stored,
                wal(site) - wal);
    }

    /** Returns the most connections that all instances had together. */
    private static double awaitDrained(
            LoadSite site, List<LoadInstance> instances, long total, long startNs)
            throws InterruptedException {
        long connections = 0;
        while (received(site) < total
                || site.engine.internals().charging().position()
                        < site.engine.internals().log().head()) {
            if (System.nanoTime() - startNs > LIMIT.toNanos()) {
                throw new IllegalStateException(
                        "not drained: " + received(site) + " of " + total + " records stored");
            }
            instances.forEach(LoadInstance::requireAlive);
            connections =
                    Math.max(
                            connections,
                            site.number(
                                    "select count(*) from pg_stat_activity where datname ="
                                            + " current_database() and application_name = 'instance'"));
            Thread.sleep(SAMPLE_MS);
        }
        try (CommittedCount commands = new CommittedCount(site)) {
            commands.await(
                    site.number(
                            "select count(*) from usance.domain_event where payload_type = 'SettlementCommanded'"));
        }
        return connections;
    }

    private static long received(LoadSite site) {
        return site.engine
                .internals()
                .positions()
                .tally(IntakeRole.positionName(site.topics.inbound(SiloInput.READINGS)))
                .received();
    }

    private static long stored(LoadSite site) {
        return site.number("select pg_database_size(current_database())");
    }

    private static long wal(LoadSite site) {
        return site.number("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint");
    }

    /** A consumer joins the group and leaves it, several times: each time all partitions move. */
    private Meanwhile visits(LoadSite site) {
        return () -> {
            for (int visit = 0; visit < VISITS; visit++) {
                Thread.sleep((long) (1_000 * scale));
                visit(site);
            }
        };
    }

    private static void visit(LoadSite site) {
        Properties settings = site.client();
        settings.put(
                "group.id",
                site.topics.inbound(SiloInput.READINGS).replace("usance.readings", "usance"));
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        long deadlineNs = System.nanoTime() + LIMIT.toNanos();
        try (KafkaConsumer<byte[], byte[]> visitor =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            visitor.subscribe(
                    List.of(
                            site.topics.inbound(SiloInput.READINGS),
                            site.topics.inbound(SiloInput.DELIVERIES)));
            while (visitor.assignment().isEmpty()) {
                visitor.poll(Duration.ofMillis(10));
                if (System.nanoTime() > deadlineNs) {
                    throw new IllegalStateException("no partitions were given to the visitor");
                }
            }
        }
    }
}
