package io.usance.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.embedded.SharedParts;
import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.record.silo.DeliveryEncoder;
import io.usance.record.silo.SiloInput;
import io.usance.simulation.SimulatedSilo;
import io.usance.store.EventLog;
import io.usance.store.Positions.Tally;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever comes in, a partition never stops, and nothing is thrown away. */
@Tag("slow")
class BadInputTest {
    private static final String GOOD =
            "{\"siloId\":\"silo-0\",\"sensorId\":\"s\",\"sequence\":1,\"sampledAt\":\"2026-03-02T00:00:00Z\",\"kind\":\"MASS\",\"value\":\"1\",\"unit\":\"kg\"}";

    /** A record that must be refused for this reason. */
    private record Bad(String reason, ProducerRecord<byte[], byte[]> record) {}

    private static List<Bad> table(Line line) {
        String readings = line.topics.inbound(SiloInput.READINGS);
        byte[] fiveMegabytes = new byte[5 << 20];
        Arrays.fill(fiveMegabytes, (byte) 'x');
        return List.of(
                bad("MALFORMED_JSON", readings, "silo-0", "{\"siloId\":"),
                bad("WRONG_TYPE", readings, "silo-0", "[1,2,3]"),
                bad("WRONG_TYPE", readings, "silo-0", GOOD.replace("\"silo-0\"", "7")),
                bad("MISSING_FIELD", readings, "silo-0", GOOD.replace("\"value\":\"1\",", "")),
                bad("ABSURD_NUMBER", readings, "silo-0", GOOD.replace("\"1\"", "\"1e999999999\"")),
                bad(
                        "ABSURD_NUMBER",
                        readings,
                        "silo-0",
                        GOOD.replace("\"1\"", "\"99999999999999999\"")),
                bad("UNKNOWN_UNIT", readings, "silo-0", GOOD.replace("\"kg\"", "\"stone\"")),
                bad(
                        "UNKNOWN_SILO",
                        readings,
                        "silo-unregistered",
                        GOOD.replace("silo-0", "silo-unregistered")),
                bad(
                        "NO_CONTRACT",
                        readings,
                        "silo-without-contract",
                        GOOD.replace("silo-0", "silo-without-contract")),
                bad("EMPTY_RECORD", readings, "silo-0", ""),
                new Bad("TOO_LARGE", Plant.record(readings, "silo-0", fiveMegabytes)));
    }

    private static Bad bad(String reason, String topic, String siloId, String value) {
        return new Bad(reason, Plant.record(topic, siloId, value.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void badRecordsAreQuarantinedAndGoodOnesAroundThemBilled() throws Exception {
        List<SimulatedSilo> silos = Plant.simulate(1);
        try (Line line =
                new Line(
                        SharedParts.kafka().bootstrapServers(),
                        SharedParts.newDatabase(),
                        SharedParts.uniqueName())) {
            Plant.setUp(line.engine, silos);
            line.engine.handle(new RegisterSilo(Plant.spec("silo-without-contract"), Plant.FROM));
            List<Bad> table = table(line);
            try (UsanceService service = line.start(line.settings(300, 1), Optional.empty())) {
                List<ProducerRecord<byte[], byte[]>> notes = Plant.notes(silos, line.topics);
                DeliveryNote first = silos.getFirst().deliveries().getFirst().note();
                notes.add(
                        Plant.record(
                                line.topics.inbound(SiloInput.DELIVERIES),
                                "silo-0",
                                DeliveryEncoder.encode("silo-0", first)));
                line.send(notes);
                Line.await(
                        service,
                        () -> line.received() == notes.size(),
                        () -> "notes are not taken");
                List<ProducerRecord<byte[], byte[]>> records =
                        withBetween(Plant.readings(silos, line.topics), table);
                line.send(records);
                line.awaitSettled(service, notes.size() + records.size(), false);
                assertPublished(line, table, first);
            }
            assertThat(line.bill()).hasSizeGreaterThan(8);
            assertCounted(line, line.topics.inbound(SiloInput.READINGS));
            assertCounted(line, line.topics.inbound(SiloInput.DELIVERIES));
            line.assertIdentitiesHold();
        }
    }

    private static List<ProducerRecord<byte[], byte[]>> withBetween(
            List<ProducerRecord<byte[], byte[]>> good, List<Bad> table) {
        List<ProducerRecord<byte[], byte[]>> mixed = new ArrayList<>(good);
        for (int i = 0; i < table.size(); i++) {
            mixed.add((i + 1) * mixed.size() / (table.size() + 2), table.get(i).record());
        }
        return mixed;
    }

    private static void assertPublished(Line line, List<Bad> table, DeliveryNote twice) {
        int expected =
                Math.toIntExact(
                        line.tally(line.topics.inbound(SiloInput.READINGS)).quarantined()
                                + line.tally(line.topics.inbound(SiloInput.DELIVERIES))
                                        .quarantined());
        List<ConsumerRecord<byte[], byte[]>> refused =
                line.read(line.topics.quarantine(), expected);
        assertThat(refused).hasSize(expected);
        Map<String, List<ConsumerRecord<byte[], byte[]>>> byReason = new HashMap<>();
        refused.forEach(r ->
                byReason.computeIfAbsent(ServiceTest.header(r, "reason"), k -> new ArrayList<>())
                        .add(r));
        for (Bad bad : table) {
            assertThat(byReason.get(bad.reason()))
                    .as("%s: %s", bad.reason(), byReason.keySet())
                    .anySatisfy(message -> {
                        assertThat(message.value()).isEqualTo(bad.record().value());
                        assertThat(message.key()).isEqualTo(bad.record().key());
                        assertThat(ServiceTest.header(message, "topic"))
                                .isEqualTo(line.topics.inbound(SiloInput.READINGS));
                        assertThat(ServiceTest.header(message, "partition")).matches("[01]");
                        assertThat(ServiceTest.header(message, "offset")).matches("[0-9]+");
                        assertThat(ServiceTest.header(message, "detail")).isNotBlank();
                    });
        }
        assertThat(byReason.get("DUPLICATE_DELIVERY_NOTE"))
                .singleElement()
                .satisfies(m ->
                        assertThat(m.value()).isEqualTo(DeliveryEncoder.encode("silo-0", twice)));
    }

    @Test
    void aFloodOfHugeRecordsIsQuarantinedPieceByPiece() throws Exception {
        try (Line line =
                new Line(
                        SharedParts.kafka().bootstrapServers(),
                        SharedParts.newDatabase(),
                        SharedParts.uniqueName())) {
            byte[] huge = new byte[9 << 20];
            List<ProducerRecord<byte[], byte[]>> flood =
                    Collections.nCopies(
                            8,
                            Plant.record(line.topics.inbound(SiloInput.READINGS), "silo-0", huge));
            try (UsanceService service = line.start(line.settings(500, 1), Optional.empty())) {
                for (ProducerRecord<byte[], byte[]> each : flood) {
                    line.send(List.of(each));
                }
                line.awaitSettled(service, flood.size(), false);
                assertThat(line.read(line.topics.quarantine(), flood.size()))
                        .hasSize(flood.size())
                        .allMatch(message -> Arrays.equals(message.value(), huge));
            }
            EventLog.Page page =
                    line.engine.internals().log().read(0, 1_000, Set.of("RecordQuarantined"));
            assertThat(page.events()).hasSizeBetween(1, 7);
            assertThat(page.upTo()).isEqualTo(page.events().getLast().position());
        }
    }

    private static void assertCounted(Line line, String topic) {
        Tally tally = line.tally(topic);
        assertThat(tally.quarantined()).isPositive();
        assertThat(tally.received())
                .isEqualTo(tally.recorded() + tally.duplicate() + tally.quarantined());
    }

    @Test
    void aSiloThatCannotBeProcessedDoesNotStopItsPartition() throws Exception {
        List<SimulatedSilo> silos = Plant.simulate(2);
        try (Line line =
                new Line(
                        SharedParts.kafka().bootstrapServers(),
                        SharedParts.newDatabase(),
                        SharedParts.uniqueName())) {
            Plant.setUp(line.engine, silos);
            try (UsanceService service = line.start(line.settings(300, 1), Optional.empty())) {
                // Once all followers are past it, an event of one silo is damaged.
                Line.await(
                        service,
                        () ->
                                line.engine.internals().charging().position()
                                                == line.engine.internals().log().head()
                                        && line.engine.internals().readModels().isCurrent(),
                        () -> "stages behind");
                assertThat(line.read(line.topics.events(), 6)).hasSize(6);
                line.engine
                        .internals()
                        .transactions()
                        .read(sql ->
                                sql.execute(
                                        "update usance.domain_event set payload = '{}' where stream_id = (select stream_id from usance.domain_event"
                                                + " where payload_type = 'SiloRegistered' and payload like '%silo-1%' limit 1)"
                                                + " and payload_type = 'SiloRegistered'"));
                line.engine.internals().evictCached();
                List<ProducerRecord<byte[], byte[]>> readings = Plant.readings(silos, line.topics);
                line.send(readings);
                line.awaitSettled(service, readings.size(), false);
            }
            long ofDamaged =
                    silos.get(1).readings().stream().filter(r -> r.decoded().isPresent()).count();
            assertThat(line.engine.internals().readModels().quarantineByReason())
                    .containsEntry("PROCESSING_FAILED", ofDamaged);
            assertThat(line.bill())
                    .isNotEmpty()
                    .allMatch(row -> row.startsWith("contract-of-silo-0 "));
            line.assertIdentitiesHold();
        }
    }
}
