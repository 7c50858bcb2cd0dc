package io.usance.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.usance.watch.Measure.Group;
import io.usance.watch.Measure.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What is written about the meters is made from their list: the tables in {@code
 * connectors/docs/watching.md}, the dashboard and the alarms. {@code -Dusance.watchFiles=write}
 * rewrites them.
 */
class WatchFilesTest {
    private static final Path DOCUMENT = Path.of("docs", "watching.md");
    private static final Path FILES = Path.of("src", "dist", "watch");
    private static final boolean WRITE = "write".equals(System.getProperty("usance.watchFiles"));
    private static final Pattern NAME = Pattern.compile("\\b(usance_[a-z_]+)");

    @Test
    void theDocumentHasEveryMeter() throws IOException {
        StringBuilder table =
                new StringBuilder("\n| metric | labels | of | what it says |\n|---|---|---|---|\n");
        for (Group group : Group.values()) {
            table.append("| **%s** | | | |\n".formatted(group.title()));
            for (Measure measure : Measure.values()) {
                if (measure.group() == group) {
                    table.append(row(measure));
                }
            }
        }
        String runtime =
                Measure.RUNTIME.stream()
                        .map(name -> "`" + name + "*`")
                        .collect(Collectors.joining(" "));
        table.append("| **Process** | | | |\n| %s | | instance | ".formatted(runtime))
                .append("Java runtime, process and machine, as Micrometer names them |\n\n");
        compareInDocument("measures", table.toString());
    }

    private static String row(Measure measure) {
        String labels =
                measure.labels().stream()
                        .map(label -> "`" + label + "`")
                        .collect(Collectors.joining(" "));
        String of = measure.scope() == Scope.SHARED ? "all" : "instance";
        String names =
                measure.families().stream()
                        .map(name -> "`" + name + "`")
                        .collect(Collectors.joining(" "));
        return "| %s | %s | %s | %s |\n".formatted(names, labels, of, measure.description());
    }

    @Test
    void theDocumentSaysWhatToDoAboutEveryAlarm() throws IOException {
        StringBuilder table = new StringBuilder("\n| alarm | | what to do |\n|---|---|---|\n");
        Arrays.stream(Alarm.values()).map(Alarm::row).forEach(table::append);
        compareInDocument("alarms", table.append("\n").toString());
    }

    @Test
    void theDashboardShowsEveryMeter() throws IOException {
        String dashboard = Dashboard.json();
        compare(FILES.resolve("dashboard.json"), dashboard);
        List<String> expressions = new ArrayList<>();
        new ObjectMapper().readTree(dashboard).findValuesAsText("expr").forEach(expressions::add);
        assertThat(names(String.join("\n", expressions)))
                .isEqualTo(
                        Arrays.stream(Measure.values())
                                .map(Measure::family)
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void theAlarmsAreOnMetersThatExist() throws IOException {
        StringBuilder rules =
                new StringBuilder(
                        "# Alarms for Prometheus. Thresholds are for a start. Made from the list of"
                                + " meters; docs/watching.md of connectors says more.\n"
                                + "groups:\n  - name: usance\n    rules:\n");
        Arrays.stream(Alarm.values()).map(Alarm::rule).forEach(rules::append);
        compare(FILES.resolve("alerts.yaml"), rules.toString());
        JsonNode parsed = new ObjectMapper(new YAMLFactory()).readTree(rules.toString());
        JsonNode each = parsed.at("/groups/0/rules");
        assertThat(each).hasSize(Alarm.values().length);
        Set<String> known =
                Arrays.stream(Measure.values()).map(Measure::family).collect(Collectors.toSet());
        for (JsonNode rule : each) {
            String expression = rule.get("expr").asText();
            assertThat(names(expression)).isNotEmpty().isSubsetOf(known);
            assertThat(expression.chars().filter(c -> c == '(').count())
                    .as(expression)
                    .isEqualTo(expression.chars().filter(c -> c == ')').count());
        }
    }

    /** A label of few values: never an id. */
    @Test
    void namesAreNamesOfPrometheusAndLabelsAreFew() {
        assertThat(Measure.values()).doesNotHaveDuplicates();
        for (Measure measure : Measure.values()) {
            assertThat(measure.family()).matches("usance(_[a-z]+)+");
            assertThat(measure.labels())
                    .as(measure.family())
                    .hasSizeLessThanOrEqualTo(3)
                    .doesNotContain("silo", "contract", "batch");
        }
    }

    /** Names of families in some PromQL. */
    private static Set<String> names(String expressions) {
        Set<String> names = new TreeSet<>();
        Matcher found = NAME.matcher(expressions);
        while (found.find()) {
            names.add(found.group(1).replaceFirst("_(bucket|sum|count|max)$", ""));
        }
        return names;
    }

    private static void compareInDocument(String marker, String table) throws IOException {
        String document = Files.readString(DOCUMENT);
        String begin = "<!-- %s:begin -->\n".formatted(marker);
        int from = document.indexOf(begin) + begin.length();
        int to = document.indexOf("<!-- %s:end -->".formatted(marker));
        assertThat(from >= begin.length() && to >= from).as("markers in %s", DOCUMENT).isTrue();
        if (WRITE) {
            Files.writeString(
                    DOCUMENT, document.substring(0, from) + table + document.substring(to));
            return;
        }
        assertThat(document.substring(from, to))
                .as("run it with -Dusance.watchFiles=write")
                .isEqualTo(table);
    }

    private static void compare(Path file, String content) throws IOException {
        if (WRITE) {
            Files.writeString(file, content);
            return;
        }
        assertThat(file).as("run it with -Dusance.watchFiles=write").hasContent(content);
    }
}
