package io.usance.kafka;

import io.usance.engine.BillingEngine;
import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloCommand.RecordDelivery;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloEvent;
import io.usance.metering.Decision;
import io.usance.record.Decoding;
import io.usance.record.DeliveryDecoder;
import io.usance.record.ReadingDecoder;
import io.usance.store.PositionMovedException;
import io.usance.store.Positions.Advance;
import io.usance.store.Positions.Tally;
import io.usance.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.axonframework.common.lock.LockAcquisitionFailedException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One poll as one unit of work: decode, group by silo, command, quarantine what was refused, move
 * the positions. All of it is stored, or nothing.
 *
 * <p>A silo whose records make the engine fail does not stop its partition: it is found out by
 * trying each silo alone, and its records go to quarantine as {@code PROCESSING_FAILED}.
 */
final class PollHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PollHandler.class);

    /** Clocks of devices and brokers differ by this much at most; as in metering. */
    private static final Duration FUTURE_MAX = Duration.ofMinutes(10);

    private static final String PROCESSING_FAILED = "PROCESSING_FAILED";
    private static final Comparator<TopicPartition> BY_NAME =
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

    private final BillingEngine engine;
    private final Topics topics;
    private final ReadingDecoder readings = new ReadingDecoder();
    private final DeliveryDecoder deliveries = new DeliveryDecoder();

    PollHandler(BillingEngine engine, Topics topics) {
        this.engine = engine;
        this.topics = topics;
    }

    /**
     * @param next where the partition goes on
     * @param tally what became of its records
     */
    record Step(long next, Tally tally) {}

    /** A poll's records as commands, by partition. Touches neither engine nor database. */
    Map<TopicPartition, Intake> decode(
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> poll) {
        // Topics sort by name, deliveries before readings: a note polled together with its refill
        // is known when the level rises.
        Map<TopicPartition, Intake> intakes = new TreeMap<>(BY_NAME);
        poll.forEach((partition, records) -> intakes.put(partition, decode(partition, records)));
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
                | ConcurrencyException
                | LockAcquisitionFailedException e) {
            throw e;
        } catch (RuntimeException e) {
            engine.forgetCached();
            Set<SiloCommand> poison = poison(intakes);
            if (poison.isEmpty()) {
                throw e;
            }
            return store(intakes, expected, poison);
        }
    }

    /** What a partition's records turned into. */
    record Intake(List<Refused> undecodable, List<Work> commands, long next, int received) {}

    /** A command and the records it was made of. */
    record Work(SiloCommand command, List<ConsumerRecord<byte[], byte[]>> records) {}

    record Refused(ConsumerRecord<byte[], byte[]> record, String reason, String detail) {}

    private Intake decode(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        List<Refused> undecodable = new ArrayList<>();
        List<Work> commands =
                partition.topic().equals(topics.deliveries())
                        ? decodeDeliveries(records, undecodable)
                        : decodeReadings(records, undecodable);
        return new Intake(undecodable, commands, records.getLast().offset() + 1, records.size());
    }

    private List<Work> decodeReadings(
            List<ConsumerRecord<byte[], byte[]>> records, List<Refused> undecodable) {
        Map<String, SiloRecords> bySilo = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            switch (readings.decode(record)) {
                case Decoding.Decoded<Reading> d -> {
                    if (isOfTheFuture(d.value(), record)) {
                        undecodable.add(future(d.value(), record));
                    } else {
                        bySilo.computeIfAbsent(d.siloId(), k -> new SiloRecords())
                                .add(d.value(), record);
                    }
                }
                case Decoding.Undecodable<Reading> u ->
                        undecodable.add(new Refused(record, u.reason().name(), u.detail()));
            }
        }
        List<Work> commands = new ArrayList<>(bySilo.size());
        bySilo.forEach((siloId, of) ->
                commands.add(
                        new Work(
                                new RecordReadings(siloId, of.readings(), receivedAt(of.records())),
                                of.records())));
        return commands;
    }

    /**
     * Judged by the record's own time of arrival, not by that of the poll's newest, so that it does
     * not matter how records are cut into polls.
     */
    private static boolean isOfTheFuture(Reading reading, ConsumerRecord<byte[], byte[]> record) {
        return reading.sampledAt().toEpochMilli() > record.timestamp() + FUTURE_MAX.toMillis();
    }

    private static Refused future(Reading reading, ConsumerRecord<byte[], byte[]> record) {
        String detail =
                "sampled "
                        + reading.sampledAt()
                        + ", received "
                        + Instant.ofEpochMilli(record.timestamp());
        return new Refused(record, RefusalReason.FUTURE_TIME.name(), detail);
    }

    /** One silo's readings in a poll and the records they came in, side by side. */
    private record SiloRecords(
            List<Reading> readings, List<ConsumerRecord<byte[], byte[]>> records) {
        SiloRecords() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void add(Reading reading, ConsumerRecord<byte[], byte[]> record) {
            readings.add(reading);
            records.add(record);
        }
    }

    private List<Work> decodeDeliveries(
            List<ConsumerRecord<byte[], byte[]>> records, List<Refused> undecodable) {
        Map<SiloCommand, List<ConsumerRecord<byte[], byte[]>>> commands = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            switch (deliveries.decode(record)) {
                case Decoding.Decoded<DeliveryNote> d -> {
                    RecordDelivery command =
                            new RecordDelivery(d.siloId(), d.value(), receivedAt(List.of(record)));
                    // Two equal notes in one poll are one command's key; both records must be
                    // answered for.
                    commands.computeIfAbsent(command, k -> new ArrayList<>()).add(record);
                }
                case Decoding.Undecodable<DeliveryNote> u ->
                        undecodable.add(new Refused(record, u.reason().name(), u.detail()));
            }
        }
        List<Work> work = new ArrayList<>(commands.size());
        commands.forEach((command, of) -> work.add(new Work(command, of)));
        return work;
    }

    /** Kafka's timestamp of the newest record: the same however often it is read. */
    private static Instant receivedAt(List<ConsumerRecord<byte[], byte[]>> records) {
        long newest = Long.MIN_VALUE;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            newest = Math.max(newest, record.timestamp());
        }
        return Instant.ofEpochMilli(newest);
    }

    private Map<TopicPartition, Step> store(
            Map<TopicPartition, Intake> intakes,
            Map<TopicPartition, Long> expected,
            Set<SiloCommand> poison) {
        return engine.unitOfWork(() -> {
            Map<TopicPartition, Step> done = new LinkedHashMap<>();
            List<Advance> advances = new ArrayList<>();
            engine.expect(
                    intakes.values().stream()
                            .flatMap(intake -> intake.commands().stream())
                            .map(Work::command)
                            .toList());
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
            engine.advance(advances);
            return done;
        });
    }

    private Tally take(Intake intake, Set<SiloCommand> poison) {
        long recorded = 0;
        long duplicate = 0;
        long quarantined = intake.undecodable().size();
        intake.undecodable().forEach(this::quarantine);
        for (Work work : intake.commands()) {
            SiloCommand command = work.command();
            List<ConsumerRecord<byte[], byte[]>> records = work.records();
            if (poison.contains(command)) {
                String detail = "the engine failed on the records of silo " + command.siloId();
                records.forEach(
                        record -> quarantine(new Refused(record, PROCESSING_FAILED, detail)));
                quarantined += records.size();
                continue;
            }
            if (command instanceof RecordDelivery) {
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    int refused = refuse(engine.handle(command), List.of(record));
                    quarantined += refused;
                    recorded += 1 - refused;
                }
                continue;
            }
            Decision<SiloEvent> decision = engine.handle(command);
            quarantined += refuse(decision, records);
            recorded += decision.recorded();
            duplicate += decision.duplicates();
        }
        return new Tally(intake.received(), recorded, duplicate, quarantined);
    }

    private int refuse(Decision<SiloEvent> decision, List<ConsumerRecord<byte[], byte[]>> records) {
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
        engine.quarantine(
                QuarantineRecords.of(refused.record(), refused.reason(), refused.detail()));
    }

    /** The commands that make their silo fail, after those of the same silo before them. */
    private Set<SiloCommand> poison(Map<TopicPartition, Intake> intakes) {
        Map<String, List<SiloCommand>> bySilo = new LinkedHashMap<>();
        for (Intake intake : intakes.values()) {
            for (Work work : intake.commands()) {
                SiloCommand command = work.command();
                bySilo.computeIfAbsent(command.siloId(), k -> new ArrayList<>()).add(command);
            }
        }
        Set<SiloCommand> poison = new HashSet<>();
        for (List<SiloCommand> ofSilo : bySilo.values()) {
            // Mostly all is well with a silo; only otherwise is it worth finding out which command
            // it is.
            if (failure(ofSilo) == null) {
                continue;
            }
            List<SiloCommand> good = new ArrayList<>();
            for (SiloCommand command : ofSilo) {
                good.add(command);
                RuntimeException failure = failure(good);
                if (failure != null) {
                    LOG.atError()
                            .addKeyValue("silo", command.siloId())
                            .setCause(failure)
                            .log(
                                    "silo {}: its records cannot be processed and go to quarantine",
                                    command.siloId());
                    poison.add(good.removeLast());
                }
            }
        }
        engine.forgetCached();
        return poison;
    }

    /**
     * What goes wrong with these commands up to the commit, which never comes; null if nothing
     * does.
     */
    private @Nullable RuntimeException failure(List<SiloCommand> commands) {
        try {
            engine.transactions().rehearse(() -> commands.forEach(engine::handle));
            return null;
        } catch (StoreUnavailableException
                | ConcurrencyException
                | LockAcquisitionFailedException
                | DataAccessException e) {
            // That the database is unavailable, refuses a statement, or another thread is slow,
            // says
            // nothing
            // about the records.
            throw e;
        } catch (RuntimeException e) {
            return e;
        }
    }
}
