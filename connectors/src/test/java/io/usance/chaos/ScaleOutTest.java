package io.usance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.anchor.evm.EvmNode;
import io.usance.kafka.IntakeRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Instances come and go while readings arrive, and one stands still in the middle of a transaction:
 * it is given up by the others, and then goes on as if nothing had happened. What comes of it is
 * what one undisturbed instance makes of the same readings.
 */
@Tag("slow")
class ScaleOutTest {
    private static final long SEED = Long.getLong("usance.chaos.seed", 20_261_124);
    private static final int PARTITIONS = 8;
    private static final int SILOS = 32;
    private static final int DAYS = 30;

    /** Readings kept back for the time of the freeze and after it. */
    private static final int KEPT = 40_000;

    private static final int BURST = 8_000;
    private static final int FREEZE_ATTEMPTS_MAX = 300;
    private static final int FREEZE_CHUNK = 50;
    private static final int WORK_MAX_MS = 30;
    private static final int SETTLE_MS = 100;

    private static final String FROZEN = "frozen";
    private static final String[] JVM = {
        "-Xmx256m",
        // The shortest that the broker allows.
        "-D" + ServiceProcess.KAFKA + "session.timeout.ms=6000",
        "-D" + ServiceProcess.KAFKA + "heartbeat.interval.ms=1000"
    };

    /**
     * Charging passes from one instance to another a few times; were it done by all of them at
     * once, it would be refused all the time.
     */
    private static final int CHARGES_REFUSED_MAX = 3;

    /** The frozen instance may come back in the middle of anchoring. */
    private static final int REVERTED_MAX = 1;

    /** Alone, two, four, one replaced, one lost, one back; some of it may come as one. */
    private static final int ASSIGNMENTS_MIN = 1 + 2 + 4 + 4 + 3 + 4;

    /**
     * The transactions of an instance's intake that have written and are not committed, one for
     * each of its lanes at most: they hold a lock on the positions, and not the advisory lock that
     * every other stage which moves one has.
     */
    private static final String OPEN_WRITES =
            """
            select a.backend_xid::text from pg_stat_activity a
            where a.datname = current_database() and a.application_name = ?
                and a.state = 'idle in transaction' and a.backend_xid is not null
                and exists (select from pg_locks l where l.pid = a.pid
                    and l.relation = 'usance.consumer_position'::regclass and l.mode = 'RowExclusiveLock')
                and not exists (select from pg_locks l where l.pid = a.pid and l.locktype = 'advisory')
            """;

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    private final List<Instance> instances = new ArrayList<>();
    private long startNs;

    @Test
    void instancesThatComeAndGoAndStandStillEndAsOneUndisturbed() throws InterruptedException {
        System.out.println("seed " + SEED);
        ChaosPlant plant = new ChaosPlant(SEED, SILOS, DAYS);
        try (EvmNode node = EvmNode.start();
                Site calm = new Site(plant, node, PARTITIONS);
                Site busy = new Site(plant, node, PARTITIONS)) {
            calm.runUndisturbed(calm.readings());
            startNs = System.nanoTime();
            disturbed(busy);
            requireRebalanced();
            Outcome.requireSound(busy);
            Outcome.of(busy).requireSameAs(Outcome.of(calm));
        } finally {
            instances.forEach(Instance::close);
        }
    }

    private void disturbed(Site site) throws InterruptedException {
        try (ConsumerGroup group =
                new ConsumerGroup(
                        site.settings().bootstrap(), site.settings().prefix() + "usance")) {
            site.publishDeliveries();
            Instance first = start(site, FROZEN).awaitReady();
            String member = group.awaitMembers(1).keySet().iterator().next();
            site.awaitReceived();
            Feed feed = new Feed(site);
            feed.start(KEPT);
            grow(site, group);
            say(site, feed, "four instances, one of them new for one that stopped");
            feed.stop();
            freeze(site, group, feed, first, member);
            feed.start(0);
            group.awaitMembers(4);
            say(site, feed, "the thawed one reads again");
            feed.stop();
            feed.publishRest();
            site.awaitDrained();
            say(site, feed, "drained");
        }
    }

    private Instance start(Site site, String application) {
        ServiceProcess.Settings settings = site.settings();
        Instance instance =
                Instance.start(
                        new ServiceProcess.Settings(
                                settings.bootstrap(),
                                settings.prefix(),
                                settings.jdbcUrl() + "&ApplicationName=" + application,
                                settings.rpcUrl(),
                                settings.contract(),
                                ""),
                        JVM);
        instances.add(instance);
        return instance;
    }

    /** All that ran, the stopped one among them, say what they met. */
    private void requireRebalanced() {
        List<String> logs = instances.stream().map(Instance::log).toList();
        Disturbances met = Disturbances.in(logs);
        System.out.println(met);
        assertThat(met.refused().getOrDefault("charging", 0))
                .isLessThanOrEqualTo(CHARGES_REFUSED_MAX);
        assertThat(met.reverted()).isLessThanOrEqualTo(REVERTED_MAX);
        assertThat(met.assignments()).isGreaterThanOrEqualTo(ASSIGNMENTS_MIN);
        assertThat(instances.stream().filter(Instance::isAlive))
                .as("running at the end: %s", logs)
                .hasSize(4);
    }

    /** From one to two to four, and one of them replaced. */
    private void grow(Site site, ConsumerGroup group) throws InterruptedException {
        Instance second = start(site, "second").awaitReady();
        group.awaitMembers(2);
        start(site, "third");
        start(site, "fourth");
        group.awaitMembers(4);
        second.stop();
        start(site, "fifth").awaitReady();
        group.awaitMembers(4);
    }

    private void freeze(Site site, ConsumerGroup group, Feed feed, Instance first, String member)
            throws InterruptedException {
        Set<TopicPartition> partitions = group.awaitMembers(4).getOrDefault(member, Set.of());
        assertThat(partitions).as("what the first instance reads").isNotEmpty();
        Set<String> transactions = freezeInTransaction(site, feed, first);
        Map<String, Long> before = positions(site, partitions);
        feed.publish(BURST);
        say(site, feed, "frozen with " + transactions + " open, reading " + partitions);
        Map<String, Set<TopicPartition>> others = group.awaitMembers(3);
        assertThat(others).doesNotContainKey(member);
        site.awaitDrained();
        Map<String, Long> after = positions(site, partitions);
        System.out.printf("taken over by the others: from %s to %s%n", before, after);
        assertThat(sum(after))
                .as("positions of partitions taken over by force")
                .isGreaterThan(sum(before));
        assertThat(group.partitions()).hasSize(3).doesNotContainKey(member);
        first.thaw();
        assertThat(transactions)
                .allSatisfy(
                        transaction -> assertThat(status(site, transaction)).isEqualTo("aborted"));
    }

    /** Tries until it stands still with something written and not committed. */
    private Set<String> freezeInTransaction(Site site, Feed feed, Instance instance)
            throws InterruptedException {
        for (int attempt = 0; attempt < FREEZE_ATTEMPTS_MAX; attempt++) {
            feed.publish(FREEZE_CHUNK);
            Thread.sleep(random.nextInt(WORK_MAX_MS));
            instance.freeze();
            Set<String> open = openWrites(site);
            if (!open.isEmpty()) {
                // What it had sent before has arrived by then.
                Thread.sleep(SETTLE_MS);
                if (openWrites(site).equals(open)) {
                    return open;
                }
            }
            instance.thaw();
        }
        throw new AssertionError(
                "not frozen within a transaction in " + FREEZE_ATTEMPTS_MAX + " attempts");
    }

    private static Set<String> openWrites(Site site) {
        return site.engine()
                .internals()
                .transactions()
                .read(sql -> sql.fetch(OPEN_WRITES, FROZEN).intoSet(0, String.class));
    }

    private static String status(Site site, String transaction) {
        return site.engine()
                .internals()
                .transactions()
                .read(sql ->
                        sql.fetchSingle("select pg_xact_status(?::xid8)", transaction)
                                .get(0, String.class));
    }

    private static Map<String, Long> positions(Site site, Set<TopicPartition> partitions) {
        Map<String, Long> positions = new TreeMap<>();
        for (TopicPartition partition : partitions) {
            String name = IntakeRole.positionName(partition.topic());
            positions.put(
                    partition.toString(),
                    site.engine()
                            .internals()
                            .positions()
                            .read(name, partition.partition())
                            .orElseThrow());
        }
        return positions;
    }

    private static long sum(Map<String, Long> positions) {
        return positions.values().stream().mapToLong(Long::longValue).sum();
    }

    private void say(Site site, Feed feed, String what) {
        System.out.printf(
                "%6d ms: %d readings sent, %d left, %d records stored: %s%n",
                (System.nanoTime() - startNs) / 1_000_000,
                feed.sent(),
                feed.left(),
                site.received(),
                what);
    }
}
