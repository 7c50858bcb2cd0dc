package io.usance.benchmarks.load;

import io.usance.embedded.EmbeddedDatabase;
import io.usance.embedded.EmbeddedKafka;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Measures everything in the table of {@code benchmarks/load.md}, each figure beside its ceiling in
 * the same run, and writes table and picture.
 *
 * <p>{@code benchmarks/run load [scale] [directory]}: a scale below 1 feeds fewer readings, to try
 * it out.
 */
public final class LoadRig {
    private static final int LATENCY_SECONDS = 60;
    private static final int SILOS = 10_000;
    private static final int MANY_SILOS = 100_000;
    private static final int RUN = 25;

    /** Share of the CPU. */
    private static final double COMPILING_MAX = 0.04;

    private static final int WARM_UPS_MAX = 5;
    private static final int WARM_UPS_OF_ONE_MAX = 3;

    /** Half of what A is meant to reach: readings a second. */
    private static final double HALF_OF_GOAL = 100_000;

    private static final int DUPLICATE_PAIRS = 15;
    private static final int DUPLICATES_PERCENT = 2;
    private static final int REPLAYS = 5;

    /** {@code -Dusance.load.statements}: what Postgres did for A and B, by statement. */
    private static final boolean WATCHED = Boolean.getBoolean("usance.load.statements");

    private final EmbeddedKafka kafka;
    private final EmbeddedDatabase server;
    private final double scale;
    private final Results results;

    private LoadRig(EmbeddedKafka kafka, EmbeddedDatabase server, double scale) {
        this.kafka = kafka;
        this.server = server;
        this.scale = scale;
        this.results = new Results(scale);
    }

    public static void main(String[] args) throws Exception {
        double scale = args.length > 0 ? Double.parseDouble(args[0]) : 1;
        Path directory = Path.of(args.length > 1 ? args[1] : ".");
        Set<String> only = args.length > 2 ? Set.of(args[2].split("")) : Set.of();
        try (EmbeddedKafka kafka = EmbeddedKafka.temporary().start();
                EmbeddedDatabase server = EmbeddedDatabase.temporary(LoadSite.POSTGRES).start()) {
            LoadRig rig = new LoadRig(kafka, server, scale);
            if (WATCHED) {
                Statements.watch(server);
            }
            rig.run(only.isEmpty() ? new TreeSet<>(Set.of("A", "B", "D", "E", "F", "H")) : only);
            rig.results.write(directory);
        }
        // Broker and clients leave threads behind that are not daemons.
        System.exit(0);
    }

    private void run(Set<String> parts) throws InterruptedException, SQLException, IOException {
        warmUp();
        double rate = 200_000;
        if (parts.contains("A")) {
            rate = backlog();
        }
        if (parts.contains("E")) {
            duplicates();
        }
        if (parts.contains("D")) {
            // Small polls are other work for the compilers than a backlog's.
            latency("dwarm", rate / 2);
            results.latency(rate / 2, latency("d", rate / 2));
            results.latencyAlso("a third of A", rate / 3, latency("d3", rate / 3));
            results.latencyAlso(
                    "half of what A is meant to reach", HALF_OF_GOAL, latency("dg", HALF_OF_GOAL));
        }
        if (parts.contains("F")) {
            manySilos();
        } else if (parts.contains("B")) {
            worstCaseOnly();
        }
        if (parts.contains("H")) {
            lateReading();
        }
    }

    private int readings(int all) {
        return Math.max(RUN, (int) (all * scale) / RUN * RUN);
    }

    private LoadSite site(String name, Workload workload) {
        return LoadSite.open(kafka, server, name, workload);
    }

    /**
     * Until the compilers have little left to do, as in a service that runs for months: what they
     * do in its first minute is not to be measured.
     */
    private void warmUp() throws InterruptedException {
        Workload workload = new Workload(SILOS, readings(500), RUN);
        double compiling = 1;
        for (int round = 1; compiling > COMPILING_MAX && round <= WARM_UPS_MAX; round++) {
            try (LoadSite site = site("warm" + round, workload)) {
                Drain drain = Drain.of(site, site.feed(workload));
                compiling = shares(drain.cpu()).getOrDefault(CpuUse.COMPILERS, 0.0);
                results.warmUp(round, drain.recordsPerSecond(), compiling);
            }
        }
    }

    /** A, I, and the ceilings of the consumer. */
    private double backlog() throws InterruptedException, SQLException {
        Workload workload = new Workload(SILOS, readings(500), RUN);
        try (LoadSite site = site("a", workload)) {
            long records = site.feed(workload);
            double bare = Ceilings.bareConsumer(site, records);
            // A ceiling is the most that was seen: the compiler does not always do equally well.
            double decode = Ceilings.decodeOnly(site, records);
            decode = Math.max(decode, Ceilings.decodeOnly(site, records));
            Drain drain = watched(() -> Drain.of(site, records));
            decode = Math.max(decode, Ceilings.decodeOnly(site, records));
            results.backlog(bare, decode, drain, bytesPerReading(site, records));
            replay(site);
            return drain.recordsPerSecond();
        }
    }

    private interface Draining {
        Drain run() throws InterruptedException;
    }

    private Drain watched(Draining draining) throws InterruptedException, SQLException {
        if (!WATCHED) {
            return draining.run();
        }
        Statements.reset(server);
        Drain drain = draining.run();
        Statements.print(server);
        return drain;
    }

    private static double bytesPerReading(LoadSite site, long records) {
        return (double)
                        site.number(
                                "select sum(pg_total_relation_size(c.oid))::bigint from pg_class c"
                                        + " join pg_namespace n on n.oid = c.relnamespace"
                                        + " where n.nspname = 'usance' and c.relkind = 'r'")
                / records;
    }

    private void replay(LoadSite site) throws SQLException {
        follow(site);
        List<String> before = site.engine.internals().readModels().dump();
        double copy = Double.MAX_VALUE;
        double seconds = Double.MAX_VALUE;
        for (int run = 0; run < REPLAYS; run++) {
            copy = Math.min(copy, Ceilings.copy(site));
            seconds = Math.min(seconds, replaySeconds(site));
        }
        if (!site.engine.internals().readModels().dump().equals(before)) {
            throw new IllegalStateException("the replayed read models differ");
        }
        results.replay(site.engine.internals().log().head(), seconds, copy);
    }

    private static double replaySeconds(LoadSite site) {
        site.engine.internals().readModels().reset();
        long startNs = System.nanoTime();
        follow(site);
        return (System.nanoTime() - startNs) / 1e9;
    }

    private static void follow(LoadSite site) {
        while (!site.engine.internals().readModels().isCurrent()) {
            site.engine.internals().projecting().step();
        }
    }

    /**
     * Pairs of runs, without and with duplicates, in this order and then in the other: what drifts
     * is no cost of theirs, and equal runs differ by more than what is looked for.
     */
    private void duplicates() throws InterruptedException {
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        for (int run = 0; run < 2 * DUPLICATE_PAIRS; run++) {
            boolean twice = run % 4 == 1 || run % 4 == 2;
            (twice ? with : without).add(freshPerSecond("e" + run, twice ? DUPLICATES_PERCENT : 0));
        }
        results.duplicates(without, with);
    }

    private double freshPerSecond(String name, int duplicatesPercent) throws InterruptedException {
        Workload workload = new Workload(SILOS, 0, readings(125), RUN, duplicatesPercent);
        try (LoadSite site = site(name, workload)) {
            Drain drain = Drain.of(site, site.feed(workload));
            return (double) workload.silos() * workload.readings() / drain.seconds();
        }
    }

    private Latency.Found latency(String name, double readingsPerSecond)
            throws InterruptedException {
        int perSilo = (int) (readingsPerSecond * LATENCY_SECONDS * scale / SILOS) / RUN * RUN;
        Workload workload = new Workload(SILOS, Math.max(8 * RUN, perSilo), RUN);
        try (LoadSite site = site(name, workload)) {
            return Latency.measure(site, workload, readingsPerSecond);
        }
    }

    /** F and G, then B and C on the same silos. */
    private void manySilos() throws InterruptedException, SQLException {
        int each = readings(100);
        Workload few = new Workload(SILOS, each, RUN);
        double base;
        try (LoadSite site = site("few", few)) {
            base = Drain.of(site, site.feed(few)).recordsPerSecond();
        }
        Workload many = new Workload(MANY_SILOS, each, RUN);
        try (LoadSite site = site("many", many)) {
            double[] heap = {0};
            Drain drain = Drain.of(site, site.feed(many), 0, () -> heap[0] = perSilo(site));
            results.growth(base, drain.recordsPerSecond());
            results.memory(heap[0]);
            worstCase(site, each);
        }
    }

    /** B and C, on silos that have just begun. */
    private void worstCaseOnly() throws InterruptedException, SQLException {
        Workload begun = new Workload(MANY_SILOS, RUN, RUN);
        try (LoadSite site = site("many", begun)) {
            Drain.of(site, site.feed(begun));
            worstCase(site, RUN);
        }
    }

    /** Asked while the service runs: when partitions go, everything is forgotten. */
    private static double perSilo(LoadSite site) {
        long with = heap();
        site.engine.internals().evictCached();
        return (double) (with - heap()) / MANY_SILOS;
    }

    /** Bytes in use after a collection; what was allocated since then is not counted. */
    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
    }

    private void worstCase(LoadSite site, int begun) throws InterruptedException, SQLException {
        int rounds = (int) Math.max(2, 20 * scale);
        int first = begun;
        double compiling = 1;
        // Runs of one are other work for the compilers than runs of 25.
        for (int warm = 0; compiling > COMPILING_MAX && warm < WARM_UPS_OF_ONE_MAX; warm++) {
            Drain drain = Drain.of(site, site.feed(new Workload(MANY_SILOS, first, rounds, 1, 0)));
            compiling = shares(drain.cpu()).getOrDefault(CpuUse.COMPILERS, 0.0);
            results.warmUp(warm + 1, drain.recordsPerSecond(), compiling);
            first += rounds;
        }
        // The first half is not counted: the service has just started.
        Workload one = new Workload(MANY_SILOS, first, rounds, 1, 0);
        long records = site.feed(one);
        Drain drain = watched(() -> Drain.of(site, records, records / 2, () -> {}));
        long from = drain.firstPosition();
        double unnest = Ceilings.unnest(site, from, from + drain.rows());
        results.worstCase(drain, unnest);
        results.stock(drain.recordsPerSecond(), StockAxon.commandsPerSecond(server));
    }

    private void lateReading() {
        results.late(LateReading.measure(server));
    }

    /** CPU by stage as shares of the whole. */
    static Map<String, Double> shares(Map<String, Double> seconds) {
        double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        Map<String, Double> shares = new java.util.TreeMap<>();
        seconds.forEach((stage, used) -> shares.put(stage, used / all));
        return shares;
    }
}
