package io.usance.engine.form;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.state.ContractAggregate;
import io.usance.contract.state.ContractState;
import io.usance.finance.FinanceEvent;
import io.usance.intake.RecordQuarantined;
import io.usance.json.Json;
import io.usance.meter.StandardMeters;
import io.usance.metering.EvidenceRecorded;
import io.usance.metering.MeterFacts;
import io.usance.metering.MeterKind;
import io.usance.metering.MeterKinds;
import io.usance.metering.Metered;
import io.usance.pricing.IndexValuesPublished;
import io.usance.reconciliation.Facts;
import io.usance.settlement.BatchEvent;
import io.usance.settlement.NettingEvent;
import io.usance.store.EventCodec;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of every event: its simple name and its JSON.
 *
 * <p>What was stored once stays readable for ever: fields may be added, and what was told otherwise
 * is lifted by {@link OldForms}.
 */
public final class EventForms implements EventCodec {
    private static final String CONTRACT_SNAPSHOT = "ContractSnapshot";
    private static final String CONTRACT_SIGNED = "ContractSigned";

    private final MeterKinds kinds;
    private final ObjectMapper json;
    private final Map<String, Class<?>> classByName = new LinkedHashMap<>();

    /** With the kinds of meters that come with the engine. */
    public EventForms() {
        this(StandardMeters.kinds());
    }

    /**
     * @param kinds whose events there may be
     */
    public EventForms(MeterKinds kinds) {
        this.kinds = kinds;
        this.json = Json.mapper(kinds.storedForms());
        classByName.putAll(kinds.events());
        Stream.of(ContractEvent.class, BatchEvent.class, NettingEvent.class, FinanceEvent.class)
                .flatMap(sealed -> Stream.of(sealed.getPermittedSubclasses()))
                .forEach(this::add);
        add(IndexValuesPublished.class);
        add(RecordQuarantined.class);
    }

    private void add(Class<?> type) {
        String name = type.getSimpleName();
        if (classByName.put(name, type) != null) {
            throw new IllegalArgumentException(
                    "a kind of meter has an event %s, which is the engine's; stored names are unique"
                            .formatted(name));
        }
    }

    /** Names of all events. */
    public Set<String> names() {
        return new TreeSet<>(classByName.keySet());
    }

    /** Classes of all events by name. */
    public Map<String, Class<?>> classes() {
        return Map.copyOf(classByName);
    }

    /**
     * These names.
     *
     * @throws IllegalArgumentException if one of them is that of no event
     */
    public Set<String> requireNames(Set<String> wanted) {
        Set<String> unknown = new TreeSet<>(wanted);
        unknown.removeAll(classByName.keySet());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s: no event is stored under this name; there are %s"
                            .formatted(String.join(", ", unknown), String.join(", ", names())));
        }
        return wanted;
    }

    @Override
    public String typeOf(Object payload) {
        return switch (payload) {
            case MeterState<?> meter -> meter.kind().snapshotName();
            case ContractAggregate contract -> CONTRACT_SNAPSHOT;
            default -> known(payload.getClass());
        };
    }

    @Override
    public String encode(Object payload) {
        try {
            return switch (payload) {
                case MeterState<?> meter -> json.writeValueAsString(meter.snapshot());
                case ContractAggregate contract -> json.writeValueAsString(contract.snapshot());
                default -> json.writeValueAsString(payload);
            };
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + payload, e);
        }
    }

    @Override
    public Object decode(String type, String text) {
        try {
            return switch (type) {
                case CONTRACT_SNAPSHOT ->
                        ContractAggregate.restore(read(text, ContractState.class));
                case CONTRACT_SIGNED -> contractSigned(text);
                default -> decodeMeterOr(type, text);
            };
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "not the stored form of " + type + ": " + where(e) + e.getOriginalMessage(), e);
        }
    }

    private Object decodeMeterOr(String type, String text) throws JsonProcessingException {
        MeterKind<?, ?, ?> kind = kinds.ofSnapshot(type);
        return kind == null
                ? read(text, classOf(type))
                : MeterState.restore(kind, read(text, kind.snapshotType()));
    }

    /** Knows the classes of {@link Facts} and {@link MeterFacts}. */
    @Override
    public <T> T facts(String type, String text, Class<T> facts) {
        try {
            MeterKind<?, ?, ?> kind = kinds.ofEvent(type);
            return kind == null
                    ? facts.cast(factsOf(text, facts))
                    : kind.facts(type, text, facts)
                            .orElseGet(() -> facts.cast(meterFacts(decode(type, text), facts)));
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "not the stored form of what is "
                            + facts.getSimpleName()
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static Object meterFacts(Object event, Class<?> facts) {
        if (facts == MeterFacts.Heard.class && event instanceof EvidenceRecorded recorded) {
            return MeterFacts.Heard.of(recorded);
        }
        if (facts == MeterFacts.Counted.class && event instanceof Metered metered) {
            return MeterFacts.Counted.of(metered);
        }
        throw new IllegalArgumentException("no such facts");
    }

    private static Object factsOf(String text, Class<?> facts) throws IOException {
        if (facts == Facts.Charged.class) {
            return EventFacts.charged(text);
        }
        if (facts == Facts.Commanded.class) {
            return EventFacts.commanded(text);
        }
        throw new IllegalArgumentException("no such facts");
    }

    private Object contractSigned(String text) throws JsonProcessingException {
        JsonNode tree = json.readTree(text);
        try {
            OldForms.lift(tree);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException(
                    "not the stored form of " + CONTRACT_SIGNED + ": " + e.getMessage(), e);
        }
        return present(json.treeToValue(tree, ContractSigned.class), ContractSigned.class);
    }

    private <T> T read(String text, Class<T> form) throws JsonProcessingException {
        return present(json.readValue(text, form), form);
    }

    private static <T> T present(@Nullable T read, Class<T> form) {
        if (read == null) {
            throw new IllegalArgumentException("a stored " + form.getSimpleName() + " is null");
        }
        return read;
    }

    /** Names the field, if the text is JSON at all: {@code at lines[1].unit: }. */
    private static String where(JsonProcessingException e) {
        if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
            return "";
        }
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : mapping.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return "at " + path + ": ";
    }

    private String known(Class<?> type) {
        String name = type.getSimpleName();
        if (classByName.get(name) != type) {
            throw new IllegalArgumentException(type.getName() + " is not an event of this engine");
        }
        return name;
    }

    private Class<?> classOf(String name) {
        Class<?> type = classByName.get(name);
        if (type == null) {
            throw new IllegalArgumentException(
                    "event type " + name + " is unknown: the log was written by a newer version");
        }
        return type;
    }
}
