package io.usance.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No statement leaves it to the connection's search path which table it means: all name the
 * engine's tables as {@code usance.domain_event}, and that name has no other meaning in them. What
 * only a running statement shows is held by {@code PlaceTest}.
 */
class SchemaInStatementsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path MIGRATIONS =
            ROOT.resolve("billing-core/src/main/resources/io/usance/store/migration");
    private static final Pattern TABLE =
            Pattern.compile("(?i)create table (\\w+)|rename to (\\w+)");

    private static final String BLOCK = "\"\"\"";

    /** Of English, not of SQL. */
    private static final Set<String> PROSE = Set.of("Rises from payment to payment");

    @Test
    void everyStatementNamesTheSchemaOfItsTables() throws IOException {
        String table = "(?:" + String.join("|", tables()) + ")";
        Pattern bare =
                Pattern.compile(
                        "(?i)\\b(?:from|join|into|update|table|truncate|only|copy|lock|analyze|exists|like)\\s+\\(?"
                                + table
                                + "\\b(?![-'/])|\\b(?:from|join) usance\\.\\w+(?: as)?(?: \\w+)?,\\s*"
                                + table
                                + "\\b");
        Pattern call =
                Pattern.compile(
                        "\\b(?:table|from|insertInto|deleteFrom|update|join|truncate)\\(\""
                                + table);
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            String java = Files.readString(source);
            for (String text : texts(java)) {
                Matcher statement = bare.matcher(text);
                while (statement.find()) {
                    if (PROSE.stream().noneMatch(text::contains)) {
                        found.add(ROOT.relativize(source) + ": " + statement.group());
                    }
                }
            }
            call.matcher(java).results().forEach(r -> found.add(source + ": " + r.group()));
        }
        assertThat(found).isEmpty();
    }

    /** It would be replaced there as well. */
    @Test
    void noValueInAStatementLooksLikeTheSchema() throws IOException {
        Pattern qualified =
                Pattern.compile("\\busance\\.(?:" + String.join("|", tables()) + ")\\b");
        Pattern value = Pattern.compile("'[^'\\s]*usance\\.[^'\\s]*'");
        List<String> found = new ArrayList<>();
        int statements = 0;
        for (Path source : sources()) {
            for (String text : texts(Files.readString(source))) {
                if (qualified.matcher(text).find() || text.contains("set_config(")) {
                    statements++;
                    value.matcher(text)
                            .results()
                            .forEach(r -> found.add(source + ": " + r.group()));
                }
            }
        }
        assertThat(found).isEmpty();
        assertThat(statements).isGreaterThan(100);
    }

    /** The rules above would pass if no text were found. */
    @Test
    void aStatementInPiecesIsFound() throws IOException {
        assertThat(texts("a(\"select 1 from\"\n  + \" batch\" /* \"b\" */, '\"', \"x\");"))
                .containsExactly("select 1 from batch", "x");
        assertThat(tables()).contains("domain_event", "meter_period", "contract", "net_due");
    }

    private static Set<String> tables() throws IOException {
        Set<String> tables = new TreeSet<>();
        try (Stream<Path> files = Files.list(MIGRATIONS)) {
            for (Path file : files.toList()) {
                Matcher made = TABLE.matcher(Files.readString(file));
                while (made.find()) {
                    tables.add(made.group(1) == null ? made.group(2) : made.group(1));
                }
            }
        }
        return tables;
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/java/"))
                    .toList();
        }
    }

    /** The texts of a source; those with only a plus between them are one. */
    private static List<String> texts(String java) {
        List<String> texts = new ArrayList<>();
        int end = -1;
        int at = 0;
        while (at < java.length()) {
            int next = endOfToken(java, at);
            if (java.charAt(at) == '"') {
                int quotes = java.startsWith(BLOCK, at) ? BLOCK.length() : 1;
                String text = java.substring(at + quotes, next - quotes);
                boolean more = end >= 0 && java.substring(end, at).strip().equals("+");
                texts.add(more ? texts.removeLast() + text : text);
                end = next;
            }
            at = next;
        }
        return texts;
    }

    /** Behind the text, character or comment that begins here, or else the next character. */
    private static int endOfToken(String java, int at) {
        if (java.startsWith("//", at)) {
            return behind(java, "\n", at);
        }
        if (java.startsWith("/*", at)) {
            return behind(java, "*/", at + 2);
        }
        String quotes = java.startsWith(BLOCK, at) ? BLOCK : java.substring(at, at + 1);
        if (!quotes.equals(BLOCK) && !quotes.equals("\"") && !quotes.equals("'")) {
            return at + 1;
        }
        int end = at + quotes.length();
        while (!java.startsWith(quotes, end)) {
            end += java.charAt(end) == '\\' ? 2 : 1;
        }
        return end + quotes.length();
    }

    private static int behind(String java, String what, int from) {
        int found = java.indexOf(what, from);
        return found < 0 ? java.length() : found + what.length();
    }
}
