package io.usance.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.usance.config.RunConfig;
import io.usance.document.kinds.StandardDocuments;
import io.usance.document.machine.MachineDocument;
import io.usance.document.machine.MachineDocuments;
import io.usance.file.InvalidConfigException;
import io.usance.json.Json;
import io.usance.level.HeapCorrection;
import io.usance.level.Vessel;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.pricing.Tariff;
import io.usance.pricing.Tier;
import io.usance.quantity.Quantity;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every field of every document is replaced by values of every wrong shape: what is refused is told
 * with its place and in words for people, and nothing else happens.
 */
class WrongShapesTest {
    private static final Path EXAMPLES = Path.of("src/dist/example");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> WRONG =
            List.of(
                    "{}",
                    "{\"a\": 1}",
                    "[null]",
                    "[\"a\"]",
                    "17",
                    "1.5",
                    "1e999999999",
                    "true",
                    "null",
                    "\"\"",
                    "\"a\\nb\"");

    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "USANCE_DB_PASSWORD",
                    "secret",
                    "USANCE_ANCHOR_KEY",
                    "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
                    "USANCE_KAFKA_JAAS",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\" password=\"p\";");

    /** A contract over machines with all that a contract may have. */
    private static final String MACHINES =
            """
            contractId: press-hall
            version: 1
            supplier: {partyId: p, name: Pressen AG, account: acct-s}
            customer: {partyId: c, name: Profile GmbH, account: acct-c}
            meters:
              - press-1
              - {meterId: press-2, from: 2026-04-11, until: 2026-07-01}
            currency: EUR
            calendar: {zone: Europe/Berlin, cycle: QUARTER, yearStartMonth: 1}
            rounding: HALF_EVEN
            meteringFrom: 2026-04-01
            timeBands:
              bands:
                - {name: peak, hours: [{days: [MONDAY], from: "08:00", until: "20:00"}]}
              rest: offPeak
              holidays: [{date: 2026-04-03, as: SUNDAY}]
            tariff:
              type: COMPOSITE
              components:
                - {type: PER_UNIT, of: energy, band: peak, per: kW.h, unitPrice: "0.31"}
                - {type: PER_UNIT, of: energy, band: offPeak, per: kW.h, unitPrice: "0.18"}
                - {type: PACKAGE, of: goodParts, per: "1", packageSize: "100", packagePrice: "5"}
                - {type: VOLUME, of: hours, per: h, tiers: [{upTo: "160", unitPrice: "48.50"}, {unitPrice: "39.00"}]}
                - {type: PER_UNIT, of: power, take: MAXIMUM, per: kW, unitPrice: "11.47"}
                - {type: MAXIMUM, amount: "50000"}
            settlement: {when: INTERVAL, everyHours: 24}
            """;

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit injects the directory
    WrongShapesTest() {}

    private interface Reader {
        List<String> problems(Path file) throws IOException;
    }

    /**
     * @param place a problem begins with, after the name of the file
     */
    private record Document(String name, JsonNode tree, Reader reader, Pattern place) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Document> documents() throws IOException {
        Pattern path =
                Pattern.compile(
                        ".*doc(?:\\.json)? line [0-9]+, column [0-9]+ \\$[^ ]*: .+|file .*|.*doc \\$: is not an object .+");
        return Stream.of(
                document("contract.yaml", path, file -> problems(() -> contract(file))),
                new Document(
                        "machines of a contract",
                        YAML.readTree(MACHINES),
                        file -> problems(() -> contract(file)),
                        path),
                document("price.yaml", path, file -> problems(() -> price(file))),
                document("master-data.json", path, WrongShapesTest::masterData),
                document("machines.json", path, WrongShapesTest::masterData),
                new Document(
                        "a machine",
                        tree("machines.json").get("machines").get(0),
                        file -> problems(() -> machine(file)),
                        path),
                document(
                        "usance.yaml",
                        Pattern.compile("[A-Za-z][A-Za-z.0-9-]*: .+|.*doc: .+"),
                        file -> problems(() -> config(file))));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("documents")
    void whatIsRefusedIsToldInPlainWords(Document document) throws IOException {
        Files.copy(EXAMPLES.resolve("master-data.json"), directory.resolve("master-data.json"));
        Path file = directory.resolve("doc");
        assertThat(document.reader().problems(write(file, document.tree()))).isEmpty();
        int refused = 0;
        for (Supplier<JsonNode> wrong : wrong(document.tree())) {
            for (String problem : document.reader().problems(write(file, wrong.get()))) {
                PlainWords.check(problem);
                assertThat(problem).matches(document.place());
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    /** The document with each of its parts replaced, taken out, or with one too many. */
    private static List<Supplier<JsonNode>> wrong(JsonNode whole) throws IOException {
        List<Supplier<JsonNode>> all = new ArrayList<>();
        for (String pointer : pointers(whole, "")) {
            for (String text : WRONG) {
                JsonNode value = JSON.readTree(text);
                all.add(() -> changed(whole, pointer, value));
            }
            all.add(() -> changed(whole, pointer, null));
        }
        return all;
    }

    private static List<String> pointers(JsonNode node, String at) {
        List<String> all = new ArrayList<>();
        if (node instanceof ObjectNode object) {
            object.fieldNames()
                    .forEachRemaining(name -> {
                        String below = at + "/" + name.replace("~", "~0").replace("/", "~1");
                        all.add(below);
                        all.addAll(pointers(object.get(name), below));
                    });
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                all.add(at + "/" + i);
                all.addAll(pointers(array.get(i), at + "/" + i));
            }
        }
        return all;
    }

    private static JsonNode changed(
            JsonNode whole, String pointer, @org.jspecify.annotations.Nullable JsonNode value) {
        JsonNode copy = whole.deepCopy();
        int slash = pointer.lastIndexOf('/');
        String field = pointer.substring(slash + 1).replace("~1", "/").replace("~0", "~");
        JsonNode parent = copy.at(pointer.substring(0, slash));
        if (parent instanceof ObjectNode object) {
            if (value == null) {
                object.remove(field);
                object.put("superfluous", field);
            } else {
                object.set(field, value);
            }
        } else if (parent instanceof ArrayNode array) {
            if (value == null) {
                array.remove(Integer.parseInt(field));
            } else {
                array.set(Integer.parseInt(field), value);
            }
        }
        return copy;
    }

    /** JSON is YAML, too. */
    private static Path write(Path file, JsonNode tree) throws IOException {
        return Files.writeString(file, JSON.writeValueAsString(tree));
    }

    private static Document document(String name, Pattern place, Reader reader) throws IOException {
        return new Document(name, tree(name), reader, place);
    }

    private static JsonNode tree(String name) throws IOException {
        return YAML.readTree(EXAMPLES.resolve(name).toFile());
    }

    private interface Step {
        void run() throws InvalidConfigException;
    }

    private static List<String> problems(Step step) {
        try {
            step.run();
            return List.of();
        } catch (InvalidConfigException e) {
            return e.problems();
        }
    }

    private static void contract(Path file) throws InvalidConfigException {
        ContractDocument.read(file);
    }

    private static void price(Path file) throws InvalidConfigException {
        PriceDocument.read(file, Currency.getInstance("EUR"));
    }

    private static void machine(Path file) throws InvalidConfigException {
        MeterFile.read(file, new MachineDocuments());
    }

    private static void config(Path file) throws InvalidConfigException {
        RunConfig.read(file, ENVIRONMENT);
    }

    private static List<String> masterData(Path file) {
        List<String> problems = new ArrayList<>();
        MasterData.read(file, StandardDocuments.all(), problems::add);
        return problems;
    }

    /** A field of a type that has no form would be refused in the mapper's words. */
    @Test
    void everyTypeOfAFieldHasAForm() {
        Set<String> without = new TreeSet<>();
        Set<Type> seen = new HashSet<>();
        collect(ContractDocument.class, seen, without);
        collect(PriceDocument.class, seen, without);
        StandardDocuments.all().forEach(section -> collect(section.type(), seen, without));
        assertThat(seen).contains(SiloSpec.class, MachineDocument.Output.class, Tier.class);
        assertThat(seen).hasSizeGreaterThan(50);
        assertThat(without).isEmpty();
    }

    private static void collect(Type type, Set<Type> seen, Set<String> without) {
        if (!seen.add(type)) {
            return;
        }
        if (type instanceof ParameterizedType list) {
            collect(list.getActualTypeArguments()[0], seen, without);
        } else if (Tariff.class == type || Tariff.Component.class == type) {
            Json.tariffTypes().values().forEach(member -> collect(member, seen, without));
        } else if (Vessel.class == type || HeapCorrection.class == type) {
            for (Class<?> member : ((Class<?>) type).getPermittedSubclasses()) {
                collect(member, seen, without);
            }
        } else if (type instanceof Class<?> raw) {
            boolean known =
                    ScalarForm.isKnown(raw)
                            || Set.of(Instant.class, LocalDate.class, Quantity.class).contains(raw);
            if (!known && raw.isRecord()) {
                for (RecordComponent component : raw.getRecordComponents()) {
                    collect(component.getGenericType(), seen, without);
                }
            } else if (!known) {
                without.add(raw.getName());
            }
        }
    }
}
