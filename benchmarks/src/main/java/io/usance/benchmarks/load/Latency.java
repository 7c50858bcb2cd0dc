package io.usance.benchmarks.load;

import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.engine.form.EventForms;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.service.UsanceService;
import io.usance.store.EventLog;
import io.usance.store.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * From the moment a reading should have been appended to the moment a {@code read_committed}
 * consumer has its settlement command.
 *
 * <p>Readings go out by a timetable, and it is the timetable's time that counts: if the feed or the
 * broker is late, what it makes wait is counted in, so nothing is left out when everything stands
 * still (coordinated omission).
 */
final class Latency {
    private static final int BURST_PAUSE_MS = 1;
    private static final int SEEN_WAIT_S = 60;
    private static final double WARM_UP = 0.5;
    private static final Set<String> EVENTS =
            Set.of("ReadingsRecorded", "ConsumptionMetered", "SettlementCommanded");

    private Latency() {}

    /**
     * Microseconds, one value for each settlement command but those of the first half.
     *
     * @param all from when the reading was due to when its command was read
     * @param stored until the reading was stored
     * @param commanded from there until the settlement was commanded
     * @param published from there until it was read
     * @param cpu seconds of CPU by stage while readings were fed, the first half included
     */
    record Found(
            Histogram all,
            Histogram stored,
            Histogram commanded,
            Histogram published,
            Map<String, Double> cpu) {
        Found(Map<String, Double> cpu) {
            this(new Histogram(3), new Histogram(3), new Histogram(3), new Histogram(3), cpu);
        }
    }

    static Found measure(LoadSite site, Workload workload, double readingsPerSecond)
            throws InterruptedException {
        Map<String, Long> seenNs = new HashMap<>();
        long first = site.engine.internals().log().head();
        // Events tell the time of day.
        long epochUs = System.currentTimeMillis() * 1_000 - System.nanoTime() / 1_000;
        long startNs;
        Map<String, Double> cpu = new ConcurrentHashMap<>();
        try (UsanceService service = site.service();
                KafkaConsumer<byte[], byte[]> commands = commands(site)) {
            Thread.sleep(2_000);
            startNs = System.nanoTime();
            CpuUse before = CpuUse.now();
            Thread feed =
                    Thread.ofPlatform()
                            .name("rig-feed")
                            .start(() -> {
                                feed(site, workload, readingsPerSecond, startNs);
                                cpu.putAll(CpuUse.now().since(before));
                            });
            long quietNs = System.nanoTime();
            EventForms forms = new EventForms();
            while (feed.isAlive()
                    || System.nanoTime() - quietNs < Duration.ofSeconds(5).toNanos()) {
                for (ConsumerRecord<byte[], byte[]> record : commands.poll(Duration.ofMillis(10))) {
                    quietNs = System.nanoTime();
                    SettlementCommanded command =
                            (SettlementCommanded)
                                    forms.decode(
                                            "SettlementCommanded",
                                            new String(record.value(), StandardCharsets.UTF_8));
                    seenNs.put(command.siloId() + "/" + command.consumptionNo(), quietNs);
                }
                if (service.failure().isPresent()
                        || System.nanoTime() - quietNs
                                > Duration.ofSeconds(SEEN_WAIT_S).toNanos()) {
                    throw new IllegalStateException("no commands: " + service.failure());
                }
            }
            feed.join();
        }
        Found found = new Found(cpu);
        record(found, site, workload, first, seenNs, readingsPerSecond, startNs, epochUs);
        return found;
    }

    private static void feed(
            LoadSite site, Workload workload, double readingsPerSecond, long startNs) {
        Properties settings = site.client();
        settings.put("linger.ms", "5");
        settings.put("batch.size", "131072");
        settings.put("compression.type", "lz4");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            workload.forEach((silo, no) -> {
                long due = dueNs(workload, silo, no, readingsPerSecond, startNs);
                while (System.nanoTime() < due) {
                    try {
                        Thread.sleep(BURST_PAUSE_MS);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                producer.send(site.record(silo, no));
            });
        }
    }

    /** The timetable. Calculated, not remembered: a map of millions would be work of its own. */
    private static long dueNs(
            Workload workload, int silo, int no, double readingsPerSecond, long startNs) {
        return startNs + (long) (workload.placeOf(silo, no) * 1e9 / readingsPerSecond);
    }

    private static KafkaConsumer<byte[], byte[]> commands(LoadSite site) {
        Properties settings = site.client();
        settings.put("isolation.level", "read_committed");
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < LoadSite.PARTITIONS; i++) {
            partitions.add(new TopicPartition(site.topics.settlementCommands(), i));
        }
        consumer.assign(partitions);
        return consumer;
    }

    /**
     * Which reading a command is due to is in the log: the last one recorded before its consumption
     * was metered.
     */
    private static void record(
            Found found,
            LoadSite site,
            Workload workload,
            long first,
            Map<String, Long> seenNs,
            double readingsPerSecond,
            long startNs,
            long epochUs) {
        Map<String, Long> lastSequence = new HashMap<>();
        Map<String, long[]> waiting = new HashMap<>();
        long warm = (long) (workload.silos() * (double) workload.readings() * WARM_UP);
        long recorded = 0;
        EventLog.Page page = new EventLog.Page(List.of(), first);
        do {
            page = site.engine.internals().log().read(page.upTo(), 5_000, EVENTS);
            for (RecordedEvent event : page.events()) {
                long atUs = ChronoUnit.MICROS.between(Instant.EPOCH, event.recordedAt()) - epochUs;
                if (event.payload() instanceof ReadingsRecorded readings) {
                    recorded += readings.readings().size();
                    lastSequence.put(readings.siloId(), readings.readings().getLast().sequence());
                } else if (event.payload() instanceof ConsumptionMetered metered
                        && recorded > warm) {
                    long sequence = lastSequence.getOrDefault(metered.siloId(), -1L);
                    if (sequence < 1) {
                        throw new IllegalStateException("metered, but never sent: " + metered);
                    }
                    long due =
                            dueNs(
                                    workload,
                                    Workload.numberOf(metered.siloId()),
                                    (int) sequence - 1,
                                    readingsPerSecond,
                                    startNs);
                    waiting.put(
                            metered.siloId() + "/" + metered.consumptionNo(),
                            new long[] {due / 1_000, atUs});
                } else if (event.payload() instanceof SettlementCommanded command) {
                    String id = command.siloId() + "/" + command.consumptionNo();
                    long[] before = waiting.remove(id);
                    Long seen = seenNs.get(id);
                    if (before != null && seen != null) {
                        found.all.recordValue(seen / 1_000 - before[0]);
                        found.stored.recordValue(Math.max(0, before[1] - before[0]));
                        found.commanded.recordValue(Math.max(0, atUs - before[1]));
                        found.published.recordValue(Math.max(0, seen / 1_000 - atUs));
                    } else if (before != null) {
                        throw new IllegalStateException("never seen: " + command);
                    }
                }
            }
        } while (page.upTo() < site.engine.internals().log().head());
        if (!waiting.isEmpty()) {
            throw new IllegalStateException(waiting.size() + " were metered and not commanded");
        }
    }
}
