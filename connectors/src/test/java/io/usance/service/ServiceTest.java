package io.usance.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.embedded.SharedParts;
import io.usance.reconciliation.ReadModels.Settlement;
import io.usance.record.SchemaCheck;
import io.usance.record.silo.SiloInput;
import io.usance.simulation.SimulatedSilo;
import io.usance.store.EventLog;
import io.usance.store.RecordedEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The service on a real broker and database, from readings to settlement commands. */
@Tag("slow")
class ServiceTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void billsSimulatedSilosAndPublishesEachSettlementOnce() throws Exception {
        List<SimulatedSilo> silos = Plant.simulate(2);
        try (Line line =
                new Line(
                        SharedParts.kafka().bootstrapServers(),
                        SharedParts.newDatabase(),
                        SharedParts.uniqueName())) {
            Plant.setUp(line.engine, silos);
            try (UsanceService service = line.start(line.settings(500, 1), Optional.empty())) {
                int records = line.feed(service, silos);
                line.awaitSettled(service, records, false);
                assertThat(service.failure()).isEmpty();
                assertSettlementsPublished(line);
                assertEventsPublished(line);
            }
            line.assertIdentitiesHold();
            assertThat(line.tally(line.topics.inbound(SiloInput.READINGS)).duplicate())
                    .isPositive();
            assertThat(line.engine.internals().readModels().quarantineByReason())
                    .containsKey("BLANK_VALUE");
        }
    }

    private static void assertSettlementsPublished(Line line) {
        Map<String, List<String>> expected = new LinkedHashMap<>();
        List<Settlement> settlements = line.engine.internals().readModels().settlements();
        for (Settlement settlement : settlements) {
            expected.computeIfAbsent(settlement.contractId(), k -> new ArrayList<>())
                    .add(settlement.settlementId());
        }
        assertThat(expected).hasSize(2);
        Map<String, List<String>> seen = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> message :
                line.read(line.topics.settlementCommands(), settlements.size())) {
            assertThat(SchemaCheck.errors("settlement-command", message.value())).isEmpty();
            assertThat(SchemaCheck.errors("event-headers", headers(message.headers()))).isEmpty();
            seen.computeIfAbsent(text(message.key()), k -> new ArrayList<>())
                    .add(field(message.value(), "settlementId"));
        }
        assertThat(seen).isEqualTo(expected);
    }

    private static void assertEventsPublished(Line line) {
        Set<String> types = new io.usance.engine.form.EventForms().names();
        EventLog.Page log = line.engine.internals().log().read(0, Integer.MAX_VALUE, types);
        List<RecordedEvent> published =
                log.events().stream()
                        .filter(e ->
                                !e.type().equals("ReadingsRecorded")
                                        && !e.type().equals("RecordQuarantined"))
                        .toList();
        List<ConsumerRecord<byte[], byte[]>> messages =
                line.read(line.topics.events(), published.size());
        assertThat(messages).hasSize(published.size());
        for (ConsumerRecord<byte[], byte[]> message : messages) {
            String type = header(message, "ce_type").replaceAll("^io\\.usance\\.|\\.v1$", "");
            assertThat(SchemaCheck.errors(schemaOf(type), message.value())).as(type).isEmpty();
            assertThat(SchemaCheck.errors("event-headers", headers(message.headers())))
                    .as(type)
                    .isEmpty();
            assertThat(text(message.value())).doesNotContain("saltSeed");
        }
    }

    /** SettlementCommanded is settlement-command, DeliveryCounted is delivery-counted. */
    private static String schemaOf(String type) {
        String name = type.replaceAll("(?<!^)([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        return name.equals("settlement-commanded") ? "settlement-command" : name;
    }

    static String header(ConsumerRecord<byte[], byte[]> message, String name) {
        return text(message.headers().lastHeader(name).value());
    }

    private static byte[] headers(Headers headers) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (Header header : headers) {
            object.put(header.key(), text(header.value()));
        }
        return object.toString().getBytes(StandardCharsets.UTF_8);
    }

    static String field(byte[] json, String name) {
        try {
            return JSON.readTree(json).path(name).asText();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
