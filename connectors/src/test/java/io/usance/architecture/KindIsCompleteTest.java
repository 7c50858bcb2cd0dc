package io.usance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import io.usance.document.MeterSection;
import io.usance.document.kinds.StandardDocuments;
import io.usance.fuzz.Door;
import io.usance.fuzz.Doors;
import io.usance.meter.StandardMeters;
import io.usance.metering.MeterKind;
import io.usance.metering.RefusalCode;
import io.usance.record.MeterInput;
import io.usance.record.MeterTopic;
import io.usance.record.kinds.StandardInputs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a kind of meter that comes with the engine brings besides its code: its stored forms, its
 * reasons for refusal, its topics, and a way for operators to register its meters. The message
 * names what is missing and what to do.
 */
class KindIsCompleteTest {
    private static final Path GOLDEN =
            Path.of("../billing-core/src/test/resources/io/usance/engine/golden");
    private static final Path SCHEMAS = Path.of("src/main/resources/io/usance");

    /** Kinds whose meters no operator's file registers, and why. */
    private static final Map<String, String> NOT_IN_MASTER_DATA = Map.of();

    /** Topics whose decoder is not fuzzed, and why. */
    private static final Map<String, String> NOT_FUZZED = Map.of();

    static List<MeterKind<?, ?, ?>> kinds() {
        return StandardMeters.kinds().all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void hasEverything(MeterKind<?, ?, ?> kind) throws IOException {
        List<String> stored =
                Stream.concat(
                                kind.eventTypes().stream().map(Class::getSimpleName),
                                Stream.of(kind.snapshotName()))
                        .toList();
        List<String> reasons = kind.refusals().stream().map(RefusalCode::name).toList();
        List<String> topics =
                StandardInputs.all().all().stream()
                        .filter(input -> input.kind().equals(kind.name()))
                        .map(MeterInput::topics)
                        .flatMap(List::stream)
                        .map(MeterTopic::name)
                        .toList();
        List<String> missing = missing(kind.name(), stored, reasons, topics);
        Set<String> untold = own(kind.eventType().getPackageName());
        reasons.forEach(untold::remove);
        untold.forEach(reason ->
                missing.add("reason " + reason + ": return it from the kind's refusals()"));
        assertThat(missing).as(kind.name()).isEmpty();
    }

    /** Reasons that are declared in the package of a kind's events. */
    private static Set<String> own(String packageName) {
        Set<String> reasons = new TreeSet<>();
        for (JavaClass each : MainClasses.ALL) {
            if (each.getPackageName().equals(packageName)
                    && each.isEnum()
                    && each.isAssignableTo(RefusalCode.class)) {
                for (Object reason : each.reflect().getEnumConstants()) {
                    reasons.add(((RefusalCode) reason).name());
                }
            }
        }
        return reasons;
    }

    /** A kind of which there is nothing but its code. */
    @Test
    void whatIsMissingIsSaid() throws IOException {
        assertThat(
                        missing(
                                "sundial",
                                List.of("ShadowRecorded", "SundialSnapshot"),
                                List.of("NO_SUNSHINE", "NO_CONTRACT"),
                                List.of("usance.sundial-shadows")))
                .containsExactly(
                        "golden file ShadowRecorded.json: add the event to GoldenEvents.all() of"
                                + " billing-core and write the file from the message of EventFormsTest",
                        "golden file SundialSnapshot.json: hold a meter that has something in every"
                                + " corner against it with GoldenFiles.assertStored, as MachineFormsTest does",
                        "reason NO_SUNSHINE: add it to the enum in record/schema/quarantine-headers.json,"
                                + " behind those of the kinds before it in StandardMeters",
                        "reason NO_SUNSHINE: say in docs/quarantine.md what an operator does about it",
                        "topic usance.sundial-shadows: add it to the table in docs/formats.md and show"
                                + " a record",
                        "topic usance.sundial-shadows: add a door 'sundial shadows' to RecordDoor and"
                                + " Doors, or a reason to NOT_FUZZED in this test",
                        "meters of the kind sundial: list a MeterSection 'sundials' in StandardDocuments and in"
                                + " document/master-data.schema.json, or a reason to NOT_IN_MASTER_DATA"
                                + " in this test");
        assertThat(missing("sundial", List.of(), List.of(), List.of()))
                .first()
                .isEqualTo(
                        "topic: list a MeterInput of the kind sundial in StandardInputs, or its meters"
                                + " can be read by an embedding program alone");
    }

    /** An exception that is none any more is taken off the list. */
    @Test
    void everyExceptionIsOne() throws IOException {
        assertThat(NOT_IN_MASTER_DATA.keySet())
                .isSubsetOf(kinds().stream().map(MeterKind::name).toList())
                .noneMatch(KindIsCompleteTest::isInMasterData);
        assertThat(NOT_FUZZED.keySet()).noneMatch(KindIsCompleteTest::isFuzzed);
    }

    private static List<String> missing(
            String kind, List<String> stored, List<String> reasons, List<String> topics)
            throws IOException {
        List<String> missing = new ArrayList<>();
        for (String name : stored) {
            if (!Files.exists(GOLDEN.resolve(name + ".json"))) {
                missing.add("golden file " + name + ".json: " + howToStore(name));
            }
        }
        reasons(reasons, missing);
        topics(kind, topics, missing);
        if (!NOT_IN_MASTER_DATA.containsKey(kind) && !isInMasterData(kind)) {
            missing.add(
                    ("meters of the kind %s: list a MeterSection '%ss' in StandardDocuments and in"
                                    + " document/master-data.schema.json, or a reason to"
                                    + " NOT_IN_MASTER_DATA in this test")
                            .formatted(kind, kind));
        }
        return missing;
    }

    private static String howToStore(String name) {
        return name.endsWith("Snapshot")
                ? "hold a meter that has something in every corner against it with"
                        + " GoldenFiles.assertStored, as MachineFormsTest does"
                : "add the event to GoldenEvents.all() of billing-core and write the file from the"
                        + " message of EventFormsTest";
    }

    private static void reasons(List<String> reasons, List<String> missing) throws IOException {
        String documented = Files.readString(Path.of("docs/quarantine.md"));
        Set<String> published =
                schema("record/schema/quarantine-headers.json")
                        .at("/properties/reason/enum")
                        .valueStream()
                        .map(JsonNode::asText)
                        .collect(Collectors.toSet());
        for (String reason : reasons) {
            if (!published.contains(reason)) {
                missing.add(
                        ("reason %s: add it to the enum in record/schema/quarantine-headers.json,"
                                        + " behind those of the kinds before it in StandardMeters")
                                .formatted(reason));
            }
            if (!documented.contains("`" + reason + "`")) {
                missing.add(
                        "reason %s: say in docs/quarantine.md what an operator does about it"
                                .formatted(reason));
            }
        }
    }

    private static void topics(String kind, List<String> topics, List<String> missing)
            throws IOException {
        String documented = Files.readString(Path.of("docs/formats.md"));
        if (topics.isEmpty()) {
            missing.add(
                    ("topic: list a MeterInput of the kind %s in StandardInputs, or its meters can"
                                    + " be read by an embedding program alone")
                            .formatted(kind));
        }
        for (String topic : topics) {
            if (!documented.contains("| `" + topic + "` in |")) {
                missing.add(
                        "topic %s: add it to the table in docs/formats.md and show a record"
                                .formatted(topic));
            }
            if (!NOT_FUZZED.containsKey(topic) && !isFuzzed(topic)) {
                missing.add(
                        ("topic %s: add a door '%s' to RecordDoor and Doors, or a reason to"
                                        + " NOT_FUZZED in this test")
                                .formatted(topic, door(topic)));
            }
        }
    }

    private static boolean isFuzzed(String topic) {
        return Doors.all().stream().map(Door::name).anyMatch(door(topic)::equals);
    }

    /** Doors of records are named for their topic: {@code usance.machine-readings}. */
    private static String door(String topic) {
        return topic.substring(topic.lastIndexOf('.') + 1).replace('-', ' ');
    }

    private static boolean isInMasterData(String kind) {
        String section = kind + "s";
        return StandardDocuments.all().stream().map(MeterSection::name).anyMatch(section::equals)
                && schema("document/master-data.schema.json").path("properties").has(section);
    }

    private static JsonNode schema(String name) {
        try {
            return new ObjectMapper().readTree(Files.readAllBytes(SCHEMAS.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
