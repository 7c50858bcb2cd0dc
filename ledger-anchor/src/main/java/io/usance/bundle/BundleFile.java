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
import io.usance.bundle.Bundle.MeterEvidence;
import io.usance.bundle.BundleVerification.Fault;
import io.usance.bundle.BundleVerification.Step;
import io.usance.contract.ContractEvent;
import io.usance.contract.state.ContractAggregate;
import io.usance.contract.state.ContractState;
import io.usance.engine.form.EventForms;
import io.usance.engine.form.MeterState;
import io.usance.json.Json;
import io.usance.metering.MeterEvent;
import io.usance.metering.MeterKind;
import io.usance.metering.MeterKinds;
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
    private static final List<String> FIELDS_OF_METERS =
            List.of("format", "summary", "receipt", "contract", "meters", "moved", "digest");
    private static final String CONTRACT_STATE = "ContractSnapshot";

    /** The kind of all meters of the first version of the format, which did not name it. */
    private static final String FIRST_KIND = "silo";

    private static final ObjectMapper JSON =
            new ObjectMapper(factory())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    private static final ObjectMapper DIALECT = Json.mapper();

    private final MeterKinds kinds;
    private final EventForms forms;

    /**
     * @param kinds of the meters that bundles may rest on
     */
    BundleFile(MeterKinds kinds) {
        this.kinds = kinds;
        this.forms = new EventForms(kinds);
    }

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
    byte[] write(Bundle bundle) {
        byte[] body = body(bundle).getBytes(StandardCharsets.UTF_8);
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
        boolean first = isOfFirstKind(bundle);
        StringBuilder out = new StringBuilder();
        out.append("{\"format\":\"")
                .append(first ? Bundle.FORMAT : Bundle.FORMAT_OF_METERS)
                .append("\",\n");
        out.append("\"summary\":").append(text(Summary.of(bundle))).append(",\n");
        out.append("\"receipt\":").append(bundle.receipt().toCompactJson()).append(",\n");
        out.append("\"contract\":{\"start\":").append(contractState(bundle.contract().start()));
        events(out, bundle.contract().events());
        out.append(first ? "},\n\"silos\":[" : "},\n\"meters\":[");
        for (int i = 0; i < bundle.meters().size(); i++) {
            MeterEvidence<?, ?> meter = bundle.meters().get(i);
            out.append(i == 0 ? "\n" : ",\n");
            if (first) {
                out.append("{\"siloId\":").append(text(meter.meterId()));
            } else {
                out.append("{\"kind\":").append(text(meter.kind().name()));
                out.append(",\"meterId\":").append(text(meter.meterId()));
            }
            out.append(",\"start\":").append(meterState(meter.start()));
            events(out, meter.events());
            out.append('}');
        }
        out.append("],\n\"moved\":");
        out.append(bundle.moved() == null ? "null" : forms.encode(bundle.moved()));
        return out.append(",\n").toString();
    }

    private static boolean isOfFirstKind(Bundle bundle) {
        return bundle.meters().stream().allMatch(BundleFile::isOfFirstKind);
    }

    static boolean isOfFirstKind(MeterEvidence<?, ?> meter) {
        return meter.kind().name().equals(FIRST_KIND);
    }

    private void events(StringBuilder out, List<?> events) {
        out.append(",\"events\":[");
        for (int i = 0; i < events.size(); i++) {
            Object event = events.get(i);
            out.append(i == 0 ? "\n" : ",\n");
            out.append("{\"type\":\"").append(forms.typeOf(event));
            out.append("\",\"event\":").append(forms.encode(event)).append('}');
        }
        out.append(']');
    }

    String contractState(@Nullable ContractState state) {
        return state == null ? "null" : forms.encode(ContractAggregate.restore(state));
    }

    String meterState(@Nullable MeterState<?> state) {
        return state == null ? "null" : forms.encode(state);
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
    Bundle read(byte[] file) {
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

    private Bundle bundle(JsonNode root) {
        boolean first = isFirst(root);
        requireFields(root, first ? FIELDS : FIELDS_OF_METERS);
        JsonNode contract = root.path("contract");
        String field = first ? "silos" : "meters";
        List<MeterEvidence<?, ?>> meters = new ArrayList<>();
        for (JsonNode meter : root.path(field)) {
            String path = "$.%s[%d]".formatted(field, meters.size());
            meters.add(
                    first
                            ? meter(kind(FIRST_KIND, path), meter, "siloId", path)
                            : meter(
                                    kind(meter.path("kind").asText(), path),
                                    meter,
                                    "meterId",
                                    path));
        }
        JsonNode moved = root.path("moved");
        return new Bundle(
                receipt(root.path("receipt")),
                new ContractEvidence(
                        start(contract, "$.contract", CONTRACT_STATE, ContractAggregate.class)
                                .map(ContractAggregate::snapshot)
                                .orElse(null),
                        events(contract, "$.contract", ContractEvent.class)),
                meters,
                moved.isNull()
                        ? null
                        : decoded(
                                BatchMoved.class.getSimpleName(),
                                moved,
                                "$.moved",
                                BatchMoved.class));
    }

    private static boolean isFirst(JsonNode root) {
        String format = root.path("format").asText();
        if (!format.equals(Bundle.FORMAT) && !format.equals(Bundle.FORMAT_OF_METERS)) {
            throw new Fault(
                    Step.JSON,
                    "$.format",
                    "must be %s or %s, not %s"
                            .formatted(
                                    Bundle.FORMAT, Bundle.FORMAT_OF_METERS, root.path("format")));
        }
        return format.equals(Bundle.FORMAT);
    }

    private static void requireFields(JsonNode root, List<String> fields) {
        List<String> names = new ArrayList<>();
        root.fieldNames().forEachRemaining(names::add);
        if (!names.equals(fields)) {
            throw new Fault(
                    Step.JSON, "$", "must have the fields %s, not %s".formatted(fields, names));
        }
    }

    private MeterKind<?, ?, ?> kind(String name, String path) {
        try {
            return kinds.named(name);
        } catch (IllegalArgumentException e) {
            throw new Fault(Step.JSON, path + ".kind", e.getMessage());
        }
    }

    private <S, E extends MeterEvent> MeterEvidence<S, E> meter(
            MeterKind<S, ?, E> kind, JsonNode meter, String idField, String path) {
        return new MeterEvidence<>(
                kind,
                meter.path(idField).asText(),
                start(meter, path, kind.snapshotName(), MeterState.class)
                        .map(state -> BundleFile.<S>ofKind(state))
                        .orElse(null),
                events(meter, path, kind.eventType()));
    }

    @SuppressWarnings("unchecked") // The name of its stored form is the kind's.
    private static <S> MeterState<S> ofKind(MeterState<?> state) {
        return (MeterState<S>) state;
    }

    private <T> Optional<T> start(JsonNode node, String path, String form, Class<T> type) {
        JsonNode start = node.path("start");
        return start.isNull()
                ? Optional.empty()
                : Optional.of(decoded(form, start, path + ".start", type));
    }

    private <T> List<T> events(JsonNode node, String path, Class<T> type) {
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

    private <T> T decoded(String form, JsonNode node, String path, Class<T> type) {
        Object value;
        try {
            value = forms.decode(form, node.toString());
        } catch (RuntimeException e) {
            throw new Fault(Step.JSON, path, e.getMessage());
        }
        if (!type.isInstance(value)) {
            throw new Fault(Step.JSON, path, "a %s does not belong here".formatted(form));
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
