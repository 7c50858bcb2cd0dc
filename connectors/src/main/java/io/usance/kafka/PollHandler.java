package io.usance.kafka;

import io.usance.engine.BillingEngine;
import io.usance.metering.Decision;
import io.usance.metering.MeterCommand;
import io.usance.metering.MeterKind;
import io.usance.record.DecodeReason;
import io.usance.record.Decoding;
import io.usance.record.MeterInputs;
import io.usance.record.MeterTopic;
import io.usance.store.PositionMovedException;
import io.usance.store.Positions.Advance;
import io.usance.store.Positions.Tally;
import io.usance.store.StaleStateException;
import io.usance.store.StoreUnavailableException;
import io.usance.store.StreamLockedException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One poll as one unit of work: decode, group by meter, command, quarantine what was refused, move
 * the positions. All of it is stored, or nothing.
 *
 * <p>A meter whose records make the engine fail does not stop its partition: it is found out by
 * trying each meter alone, and its records go to quarantine as {@code PROCESSING_FAILED}.
 */
final class PollHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PollHandler.class);
    private static final String PROCESSING_FAILED = "PROCESSING_FAILED";
    private static final String FUTURE_TIME = DecodeReason.FUTURE_TIME.name();

    private final BillingEngine engine;
    private final ClockAlarm clockAlarm = new ClockAlarm();

    /** By name here. */
    private final Map<String, Inbound> topics = new HashMap<>();

    /** As the kinds of meters want their topics handled. */
    private final Comparator<TopicPartition> order =
            Comparator.comparing((TopicPartition of) -> !inbound(of).topic().goesFirst())
                    .thenComparing(of -> inbound(of).place())
                    .thenComparing(TopicPartition::partition);

    /**
     * @param place in the order of the topics
     */
    private record Inbound(int place, MeterTopic<?> topic) {}

    PollHandler(BillingEngine engine, Topics topics, MeterInputs inputs) {
        this.engine = engine;
        for (MeterTopic<?> topic : inputs.topics()) {
            this.topics.put(topics.inbound(topic.name()), new Inbound(this.topics.size(), topic));
        }
    }

    private Inbound inbound(TopicPartition of) {
        return Objects.requireNonNull(topics.get(of.topic()), "a topic that was not asked for");
    }

    /**
     * @param next where the partition goes on
     * @param tally what became of its records
     */
    record Step(long next, Tally tally) {}

    /** A poll's records as commands, by partition. Touches neither engine nor database. */
    Map<TopicPartition, Intake> decode(
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> poll) {
        long nowMs = engine.clock().millis();
        Map<TopicPartition, Intake> intakes = new TreeMap<>(order);
        poll.forEach((partition, records) ->
                intakes.put(partition, decode(inbound(partition).topic(), records, nowMs)));
        return intakes;
    }

    /**
     * Stores a poll.
     *
     * @param intakes what {@link #decode} made of it
     * @param expected stored position of each partition of the poll
     * @return what was done, by partition
     * @throws PositionMovedException if a partition was taken over by another instance; nothing was
     *     stored
     */
    Map<TopicPartition, Step> store(
            Map<TopicPartition, Intake> intakes, Map<TopicPartition, Long> expected) {
        try {
            return store(intakes, expected, Set.of());
        } catch (StoreUnavailableException
                | PositionMovedException
                | StaleStateException
                | StreamLockedException e) {
            throw e;
        } catch (RuntimeException e) {
            engine.internals().evictCached();
            Set<MeterCommand<?>> poison = poison(intakes);
            if (poison.isEmpty()) {
                throw e;
            }
            return store(intakes, expected, poison);
        }
    }

    /** What a partition's records turned into. */
    record Intake(List<Refused> undecodable, List<Work> commands, long next, int received) {}

    /** A command and the records it was made of, in the order of its values. */
    record Work(MeterCommand<?> command, List<ConsumerRecord<byte[], byte[]>> records) {}

    record Refused(ConsumerRecord<byte[], byte[]> record, String reason, String detail) {}

    private static <V> Intake decode(
            MeterTopic<V> topic, List<ConsumerRecord<byte[], byte[]>> records, long nowMs) {
        List<Refused> undecodable = new ArrayList<>();
        Map<String, MeterRecords<V>> byMeter = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Decoding<V> decoding = topic.decode(InboundRecords.of(record, nowMs));
            // Once per record: a switch over patterns took a sixth of all decoding here.
            if (decoding instanceof Decoding.Decoded<V> d) {
                byMeter.computeIfAbsent(d.meterId(), k -> new MeterRecords<>())
                        .add(d.value(), record);
            } else {
                undecodable.add(refused(record, decoding));
            }
        }
        List<Work> commands = new ArrayList<>(byMeter.size());
        byMeter.forEach((meterId, of) -> of.commands(topic, meterId, nowMs, commands));
        return new Intake(undecodable, commands, records.getLast().offset() + 1, records.size());
    }

    private static Refused refused(ConsumerRecord<byte[], byte[]> record, Decoding<?> undecodable) {
        return switch (undecodable) {
            case Decoding.Undecodable<?> u -> new Refused(record, u.reason().name(), u.detail());
            case Decoding.Decoded<?> d ->
                    throw new IllegalArgumentException(d.meterId() + " was decoded");
        };
    }

    /** One meter's values in a poll and the records they came in, side by side. */
    private record MeterRecords<V>(List<V> values, List<ConsumerRecord<byte[], byte[]>> records) {
        MeterRecords() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void add(V value, ConsumerRecord<byte[], byte[]> record) {
            values.add(value);
            records.add(record);
        }

        void commands(MeterTopic<V> topic, String meterId, long nowMs, List<Work> commands) {
            int most = topic.valuesPerCommandMax();
            if (values.size() <= most) {
                commands.add(work(topic, meterId, nowMs, values, records));
                return;
            }
            for (int from = 0; from < values.size(); from += most) {
                int to = Math.min(values.size(), from + most);
                commands.add(
                        work(
                                topic,
                                meterId,
                                nowMs,
                                values.subList(from, to),
                                records.subList(from, to)));
            }
        }

        private static <V> Work work(
                MeterTopic<V> topic,
                String meterId,
                long nowMs,
                List<V> values,
                List<ConsumerRecord<byte[], byte[]>> records) {
            return new Work(topic.command(meterId, values, arrivedAt(records, nowMs)), records);
        }
    }

    /** When the newest record arrived. */
    private static Instant arrivedAt(List<ConsumerRecord<byte[], byte[]>> records, long nowMs) {
        long newest = Long.MIN_VALUE;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            newest = Math.max(newest, InboundRecords.arrivedMs(record, nowMs));
        }
        return Instant.ofEpochMilli(newest);
    }

    private Map<TopicPartition, Step> store(
            Map<TopicPartition, Intake> intakes,
            Map<TopicPartition, Long> expected,
            Set<MeterCommand<?>> poison) {
        return engine.internals()
                .transactions()
                .execute(() -> {
                    Map<TopicPartition, Step> done = new LinkedHashMap<>();
                    List<Advance> advances = new ArrayList<>();
                    List<MeterCommand<?>> commands = new ArrayList<>();
                    intakes.values()
                            .forEach(intake ->
                                    intake.commands()
                                            .forEach(work -> commands.add(work.command())));
                    engine.expect(commands);
                    intakes.forEach((partition, intake) -> {
                        Step step = new Step(intake.next(), take(intake, poison));
                        done.put(partition, step);
                        advances.add(
                                new Advance(
                                        IntakeRole.positionName(partition.topic()),
                                        partition.partition(),
                                        Objects.requireNonNull(expected.get(partition)),
                                        step.next(),
                                        step.tally()));
                    });
                    engine.internals().advance(advances);
                    return done;
                });
    }

    private Tally take(Intake intake, Set<MeterCommand<?>> poison) {
        long recorded = 0;
        long duplicate = 0;
        long quarantined = intake.undecodable().size();
        intake.undecodable().forEach(this::quarantine);
        for (Work work : intake.commands()) {
            MeterCommand<?> command = work.command();
            List<ConsumerRecord<byte[], byte[]>> records = work.records();
            if (poison.contains(command)) {
                String detail =
                        "the engine failed on the records of %s %s"
                                .formatted(kindOf(command).name(), command.meterId());
                records.forEach(
                        record -> quarantine(new Refused(record, PROCESSING_FAILED, detail)));
                quarantined += records.size();
                continue;
            }
            Decision<?> decision = engine.handle(command);
            int refused = refuse(decision, records);
            quarantined += refused;
            duplicate += decision.duplicates();
            // A decision on a single record need not count it, only say if it was not taken.
            recorded +=
                    records.size() == 1 ? 1 - refused - decision.duplicates() : decision.recorded();
        }
        return new Tally(intake.received(), recorded, duplicate, quarantined);
    }

    private MeterKind<?, ?, ?> kindOf(MeterCommand<?> command) {
        return engine.meterKinds().of(command);
    }

    private int refuse(Decision<?> decision, List<ConsumerRecord<byte[], byte[]>> records) {
        for (Decision.Refusal refusal : decision.refusals()) {
            quarantine(
                    new Refused(
                            records.get(refusal.index()),
                            refusal.reason().name(),
                            refusal.detail()));
        }
        return decision.refusals().size();
    }

    private void quarantine(Refused refused) {
        if (refused.reason().equals(FUTURE_TIME)) {
            clockAlarm.sound(refused.record(), refused.detail());
        }
        engine.quarantine(
                QuarantineRecords.of(refused.record(), refused.reason(), refused.detail()));
    }

    /** The commands that make their meter fail, after those of the same meter before them. */
    private Set<MeterCommand<?>> poison(Map<TopicPartition, Intake> intakes) {
        Map<String, List<MeterCommand<?>>> byMeter = new LinkedHashMap<>();
        for (Intake intake : intakes.values()) {
            for (Work work : intake.commands()) {
                MeterCommand<?> command = work.command();
                byMeter.computeIfAbsent(
                                kindOf(command).streamId(command.meterId()), k -> new ArrayList<>())
                        .add(command);
            }
        }
        Set<MeterCommand<?>> poison = new HashSet<>();
        for (List<MeterCommand<?>> ofMeter : byMeter.values()) {
            // Mostly all is well with a meter; only otherwise is it worth finding out which command
            // it is.
            if (failure(ofMeter) == null) {
                continue;
            }
            List<MeterCommand<?>> good = new ArrayList<>();
            for (MeterCommand<?> command : ofMeter) {
                good.add(command);
                RuntimeException failure = failure(good);
                if (failure != null) {
                    String kind = kindOf(command).name();
                    LOG.atError()
                            .addKeyValue(kind, command.meterId())
                            .setCause(failure)
                            .log(
                                    "{} {}: its records cannot be processed and go to quarantine",
                                    kind,
                                    command.meterId());
                    poison.add(good.removeLast());
                }
            }
        }
        engine.internals().evictCached();
        return poison;
    }

    /**
     * What goes wrong with these commands up to the commit, which never comes; null if nothing
     * does.
     */
    private @Nullable RuntimeException failure(List<MeterCommand<?>> commands) {
        try {
            engine.internals().transactions().rehearse(() -> commands.forEach(engine::handle));
            return null;
        } catch (StoreUnavailableException | StaleStateException | StreamLockedException e) {
            // That the database is unavailable, or another thread is slow, says nothing about the
            // records.
            throw e;
        } catch (RuntimeException e) {
            if (isOfDatabase(e)) {
                throw e;
            }
            return e;
        }
    }

    /** A refused statement says nothing about the records either. */
    private static boolean isOfDatabase(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                return true;
            }
        }
        return false;
    }
}
