package io.usance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every position that the engine keeps has a name of {@code EngineConsumer}, so that a host's
 * subscription of that name is refused.
 */
class EngineConsumersTest {
    private static final List<Path> SOURCES =
            List.of(
                    Path.of("src/main/java"),
                    Path.of("../ledger-anchor/src/main/java"),
                    Path.of("../billing-core/simulation/src/main/java"),
                    Path.of("../billing-core/src/main/java"));

    /** What names a consumer, with the first argument. */
    private static final Pattern NAMED =
            Pattern.compile(
                    "(?:\\breadOrStart|\\bpositions(?:\\(\\))?\\s*\\.(?:read|tally)|\\bnew (?:Positions\\.)?Advance|\\bnew Follower|\\bfollower)\\(\\s*(\"[^\"]*\"|[\\w.]+)");

    /** A constant of a consumer, and whether it comes from the list. */
    private static final Pattern CONSTANT =
            Pattern.compile("static final String ([A-Z_]+)\\s*=\\s*(EngineConsumer\\.)?");

    @Test
    void everyConsumerIsInTheList() throws IOException {
        Map<String, String> texts = texts();
        Map<String, Boolean> constants = new HashMap<>();
        texts.forEach((name, text) ->
                CONSTANT.matcher(text)
                        .results()
                        .forEach(found ->
                                constants.put(
                                        name + "." + found.group(1), found.group(2) != null)));
        Set<String> listed = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        texts.forEach((name, text) ->
                NAMED.matcher(text)
                        .results()
                        .forEach(found -> {
                            String consumer = found.group(1);
                            if (isVariable(consumer)) {
                                return;
                            }
                            String constant =
                                    consumer.contains(".") ? consumer : name + "." + consumer;
                            if (consumer.startsWith("\"") || constants.containsKey(constant)) {
                                (constants.getOrDefault(constant, false) ? listed : others)
                                        .add(constant);
                            }
                        }));
        assertThat(others).as("positions under names that EngineConsumer does not list").isEmpty();
        assertThat(listed)
                .contains(
                        "Charging.NAME",
                        "ReadModels.NAME",
                        "ReportSignatures.SIGNATURES",
                        "BatchSealer.SEALED_UP_TO",
                        "BatchSealer.LAST_BATCH",
                        "BatchAnchoring.CONFIRMED",
                        "BatchNetting.MOVED",
                        "BatchNetting.RELEASED",
                        "BatchNetting.DECISIONS");
    }

    /** Handed on from elsewhere, or the position of a topic. */
    private static boolean isVariable(String consumer) {
        return consumer.matches("[a-z].*|IntakeRole\\.positionName");
    }

    private static Map<String, String> texts() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (Path source : SOURCES) {
            try (Stream<Path> files = Files.walk(source)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    String name = file.getFileName().toString().replace(".java", "");
                    texts.put(name, texts.getOrDefault(name, "") + Files.readString(file));
                }
            }
        }
        return texts;
    }
}
