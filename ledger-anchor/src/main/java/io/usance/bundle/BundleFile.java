package io.usance.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.anchor.Hash32;
import io.usance.anchor.Receipt;
import io.usance.anchor.ReceiptVerifier;
import io.usance.bundle.Bundle.ContractEvidence;
import io.usance.bundle.Bundle.SiloEvidence;
import io.usance.bundle.BundleVerification.Fault;
import io.usance.bundle.BundleVerification.Step;
import io.usance.contract.ContractAggregate;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractState;
import io.usance.engine.EventForms;
import io.usance.engine.Json;
import io.usance.meter.silo.SiloAggregate;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloSnapshot;
import io.usance.settlement.NettingEvent.BatchMoved;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bundle as a file: JSON in which each event has a line, in its stored form.
 *
 * <p>There is one file for a bundle. What is read is written again and compared, so nothing in a
 * file is left unread.
 */
final class BundleFile {
    private static final int DEPTH_MAX = 32;
    private static final int NAME_CHARS_MAX = 200;
    private static final int NUMBER_CHARS_MAX = 32;
    private static final String DIGEST = "\"digest\":\"";
    private static final int LAST_LINE_BYTES =
            (DIGEST + Hash32.of(new byte[Hash32.BYTES]) + "\"}\n").length();
    private static final List<String> FIELDS =
            List.of("format", "summary", "receipt", "contract", "silos", "moved", "digest");
    private static final String CONTRACT_STATE = "ContractSnapshot";
    private static final String SILO_STATE = "SiloSnapshot";

    private static final ObjectMapper JSON =
            new ObjectMapper(factory())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    private static final ObjectMapper DIALECT = Json.mapper();
    private static final EventForms FORMS = new EventForms();

    private final StringBuilder out = new StringBuilder();

    private BundleFile() {}

    private static JsonFactory factory() {
        return new JsonFactoryBuilder()
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(DEPTH_MAX)
                                .maxNameLength(NAME_CHARS_MAX)
                                .maxNumberLength(NUMBER_CHARS_MAX)
                                .maxStringLength(Bundle.BYTES_MAX)
                                .build())
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
    }

    // ---- writing ----

    /**
     * @throws IllegalStateException if it were longer than {@link Bundle#BYTES_MAX}
     */
    static byte[] write(Bundle bundle) {
        byte[] body = new BundleFile().body(bundle).getBytes(StandardCharsets.UTF_8);
        byte[] last = (DIGEST + Hash32.keccak(body) + "\"}\n").getBytes(StandardCharsets.UTF_8);
        if ((long) body.length + last.length > Bundle.BYTES_MAX) {
            throw new IllegalStateException(
                    "the bundle of settlement %s has %d bytes, at most %d are allowed; its receipt proves it as well"
                            .formatted(
                                    bundle.receipt().settlement().settlementId(),
                                    body.length,
                                    Bundle.BYTES_MAX));
        }
        byte[] file = Arrays.copyOf(body, body.length + last.length);
        System.arraycopy(last, 0, file, body.length, last.length);
        return file;
    }

    private String body(Bundle bundle) {
        out.append("{\"format\":\"").append(Bundle.FORMAT).append("\",\n");
        out.append("\"summary\":").append(text(Summary.of(bundle))).append(",\n");
        out.append("\"receipt\":").append(bundle.receipt().toCompactJson()).append(",\n");
        out.append("\"contract\":{\"start\":").append(contractState(bundle.contract().start()));
        events(bundle.contract().events());
        out.append("},\n\"silos\":[");
        for (int i = 0; i < bundle.silos().size(); i++) {
            SiloEvidence silo = bundle.silos().get(i);
            out.append(i == 0 ? "\n" : ",\n");
            out.append("{\"siloId\":").append(text(silo.siloId()));
            out.append(",\"start\":").append(siloState(silo.start()));
            events(silo.events());
            out.append('}');
        }
        out.append("],\n\"moved\":");
        out.append(bundle.moved() == null ? "null" : FORMS.encode(bundle.moved()));
        return out.append(",\n").toString();
    }

    private void events(List<?> events) {
        out.append(",\"events\":[");
        for (int i = 0; i < events.size(); i++) {
            Object event = events.get(i);
            out.append(i == 0 ? "\n" : ",\n");
            out.append("{\"type\":\"").append(FORMS.typeOf(event));
            out.append("\",\"event\":").append(FORMS.encode(event)).append('}');
        }
        out.append(']');
    }

    static String contractState(@Nullable ContractState state) {
        return state == null ? "null" : FORMS.encode(ContractAggregate.restore(state));
    }

    static String siloState(@Nullable SiloSnapshot state) {
        return state == null ? "null" : FORMS.encode(SiloAggregate.restore(state));
    }

    private static String text(Object value) {
        try {
            return DIALECT.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value, e);
        }
    }

    // ---- reading ----

    /** Takes the steps SIZE, JSON and FORM, and those of the receipt that it needs to be read. */
    static Bundle read(byte[] file) {
        if (file.length > Bundle.BYTES_MAX) {
            throw new Fault(
                    Step.SIZE,
                    "$",
                    "the file has %d bytes, at most %d".formatted(file.length, Bundle.BYTES_MAX));
        }
        Bundle bundle = bundle(tree(file));
        byte[] canonical;
        try {
            canonical = write(bundle);
        } catch (RuntimeException e) {
            throw new Fault(Step.FORM, "$", "what it says cannot be: " + e.getMessage());
        }
        int at =
                Arrays.mismatch(
                        canonical, 0, canonical.length - LAST_LINE_BYTES, file, 0, last(file));
        if (at >= 0) {
            throw new Fault(
                    Step.FORM, "$", "not as it would be written, from byte %d on".formatted(at));
        }
        return bundle;
    }

    /** Takes the step DIGEST. */
    static void requireDigest(byte[] file) {
        byte[] body = Arrays.copyOf(file, last(file));
        String expected = DIGEST + Hash32.keccak(body) + "\"}\n";
        String found =
                new String(file, body.length, file.length - body.length, StandardCharsets.UTF_8);
        if (!found.equals(expected)) {
            throw new Fault(
                    Step.DIGEST,
                    "$.digest",
                    "the last line must be %s, not %s".formatted(expected.strip(), found.strip()));
        }
    }

    private static int last(byte[] file) {
        return Math.max(0, file.length - LAST_LINE_BYTES);
    }

    private static JsonNode tree(byte[] file) {
        try {
            return JSON.readTree(file);
        } catch (JsonProcessingException e) {
            throw new Fault(Step.JSON, "$", e.getOriginalMessage());
        } catch (IOException e) {
            throw new Fault(Step.JSON, "$", "is not JSON: " + e.getMessage());
        }
    }

    private static Bundle bundle(JsonNode root) {
        List<String> names = new ArrayList<>();
        root.fieldNames().forEachRemaining(names::add);
        if (!names.equals(FIELDS)) {
            throw new Fault(
                    Step.JSON, "$", "must have the fields %s, not %s".formatted(FIELDS, names));
        }
        if (!root.path("format").asText().equals(Bundle.FORMAT)) {
            throw new Fault(
                    Step.JSON,
                    "$.format",
                    "must be %s, not %s".formatted(Bundle.FORMAT, root.path("format")));
        }
        JsonNode contract = root.path("contract");
        List<SiloEvidence> silos = new ArrayList<>();
        for (JsonNode silo : root.path("silos")) {
            silos.add(silo(silo, "$.silos[%d]".formatted(silos.size())));
        }
        JsonNode moved = root.path("moved");
        return new Bundle(
                receipt(root.path("receipt")),
                new ContractEvidence(
                        start(contract, "$.contract", CONTRACT_STATE, ContractAggregate.class)
                                .map(ContractAggregate::snapshot)
                                .orElse(null),
                        events(contract, "$.contract", ContractEvent.class)),
                silos,
                moved.isNull()
                        ? null
                        : decoded(
                                BatchMoved.class.getSimpleName(),
                                moved,
                                "$.moved",
                                BatchMoved.class));
    }

    private static SiloEvidence silo(JsonNode silo, String path) {
        return new SiloEvidence(
                silo.path("siloId").asText(),
                start(silo, path, SILO_STATE, SiloAggregate.class)
                        .map(SiloAggregate::snapshot)
                        .orElse(null),
                events(silo, path, SiloEvent.class));
    }

    private static <T> Optional<T> start(JsonNode node, String path, String form, Class<T> type) {
        JsonNode start = node.path("start");
        return start.isNull()
                ? Optional.empty()
                : Optional.of(decoded(form, start, path + ".start", type));
    }

    private static <T> List<T> events(JsonNode node, String path, Class<T> type) {
        List<T> events = new ArrayList<>();
        for (JsonNode event : node.path("events")) {
            events.add(
                    decoded(
                            event.path("type").asText(),
                            event.path("event"),
                            "%s.events[%d]".formatted(path, events.size()),
                            type));
        }
        return events;
    }

    private static <T> T decoded(String form, JsonNode node, String path, Class<T> type) {
        Object value;
        try {
            value = FORMS.decode(form, node.toString());
        } catch (RuntimeException e) {
            throw new Fault(Step.JSON, path, e.getMessage());
        }
        if (!type.isInstance(value)) {
            throw new Fault(
                    Step.JSON,
                    path,
                    "must be a %s, not a %s".formatted(type.getSimpleName(), form));
        }
        return type.cast(value);
    }

    private static Receipt receipt(JsonNode node) {
        try {
            return Receipt.read(Receipt.file(node));
        } catch (RuntimeException e) {
            throw new Fault(Step.RECEIPT, "$.receipt", e.getMessage());
        }
    }

    /** The receipt's own file, for {@link ReceiptVerifier}. */
    static byte[] receiptFile(Bundle bundle) {
        return bundle.receipt().toJson();
    }
}
