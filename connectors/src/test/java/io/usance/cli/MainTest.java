package io.usance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.cli.console.CliErrors;
import io.usance.cli.console.CliFailure;
import io.usance.cli.console.OptionalCommand;
import io.usance.record.Schemas;
import io.usance.record.kinds.StandardInputs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MainTest {
    private static final Schemas SCHEMAS = Schemas.of(StandardInputs.all());

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "--version", "schema --help"})
    void helpAndVersionAreSuccesses(String line) {
        CliRun run = CliRun.of(line.split(" "));
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("usance");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void helpIsACommandToo() {
        assertThat(CliRun.of("help")).isEqualTo(CliRun.of("--help"));
        assertThat(CliRun.of("help", "price")).isEqualTo(CliRun.of("price", "--help"));
        assertThat(CliRun.of("help", "frobnicate").exitCode()).isEqualTo(2);
    }

    /** Descriptions are wrapped; what a list of commands shows of them ends with a sentence. */
    @Test
    void aListOfCommandsSaysWholeSentences() {
        CommandLine commands = Main.commands(ServiceLoader.load(OptionalCommand.class));
        assertThat(lists(commands)).hasSizeGreaterThan(25).allMatch(line -> line.endsWith("."));
        assertThat(commands.getUsageMessage())
                .contains("with a real\n", "how far the bill is from the truth.\n")
                .containsPattern("price +Prices a quantity by a tariff and shows");
    }

    /** What the lists of a command and of those in it say, each entry as one line. */
    private static List<String> lists(CommandLine command) {
        List<String> all = new ArrayList<>();
        if (!command.getSubcommands().isEmpty()) {
            String list = command.getUsageMessage().split("Commands:\n", 2)[1];
            all.addAll(List.of(list.strip().split("\n +(?=[a-z-]+ {2,})")));
            assertThat(all).hasSameSizeAs(command.getSubcommands().keySet());
            command.getSubcommands().values().forEach(one -> all.addAll(lists(one)));
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "frobnicate", "--nonsense", "schema one two", "schema --nonsense"})
    void wrongUsageIsOneLineAndExitCodeTwo(String line) {
        CliRun run = CliRun.of(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("usance: ").contains("--help");
    }

    /** No name of a type of the language reaches a user. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "exceptions accept c-1 x --by a --why b --config none.yaml",
                "contract pay c-1 --amount 5.00 --payment-no 1e3 --config none.yaml",
                "tables --after 99999999999999999999"
            })
    void whatIsNoNumberIsSaidInPlainWords(String line) {
        CliRun run = CliRun.of(line.split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .containsPattern("'[^']+' is not a whole number of at most 18 digits; see usance ")
                .doesNotContainPattern("(?i)\\blong\\b|\\bint\\b|java");
    }

    @Test
    void theTablesAreForAnAdministrator() {
        CliRun whole = CliRun.of("tables", "--schema", "plant_7");
        assertThat(whole.exitCode()).isZero();
        assertThat(whole.out())
                .startsWith("begin;\n")
                .contains("create schema if not exists \"plant_7\";", "create table event_head (")
                .endsWith("commit;\n");
        assertThat(CliRun.of("tables").out()).contains("create schema if not exists \"usance\";");
        assertThat(CliRun.of("tables", "--schema", "public", "--after", "7").out())
                .contains("V8__contracts_of_one_period.sql")
                .doesNotContain("V7__", "create schema");
        CliRun quoted = CliRun.of("tables", "--schema", "Plant 7");
        assertThat(quoted.exitCode()).isEqualTo(2);
        assertThat(quoted.err()).contains("write plant_7");
        assertThat(CliRun.of("tables", "--after", "99").err()).contains("which is not 0 to ");
    }

    @Test
    void schemasAreListedAndPrinted() throws IOException {
        assertThat(CliRun.of("schema").out().lines()).containsExactlyElementsOf(SCHEMAS.names());
        assertThat(CliRun.of("schema", "reading").out()).isEqualTo(SCHEMAS.text("reading"));
        JsonNode list = new ObjectMapper().readTree(CliRun.of("schema", "--json").out());
        assertThat(list).hasSize(SCHEMAS.names().size());
        assertThat(list.get(0).path("title").asText()).isEqualTo("Reading");
    }

    @Test
    void anUnknownSchemaIsAFailure() {
        CliRun run = CliRun.of("schema", "unknown");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("usance: no schema unknown; there are reading, ");
    }

    @Test
    void aFailureIsOneLineAndItsTraceIsForDebugging() {
        assertThat(failing(false, new CliFailure("it is\n  broken")))
                .isEqualTo("usance: it is; broken\n");
        assertThat(failing(true, new CliFailure("broken", new IllegalStateException("why"))))
                .startsWith("usance: broken\n")
                .contains("why")
                .contains("at io.usance.cli");
        assertThat(failing(false, new IllegalStateException("oops")).lines())
                .containsExactly(
                        "usance: internal error: java.lang.IllegalStateException: oops"
                                + " (USANCE_DEBUG=1 shows where)");
    }

    @Test
    void theDemoIsTheFirstCommandOfTheHelp() {
        assertThat(
                        Main.commands(ServiceLoader.load(OptionalCommand.class))
                                .getSubcommands()
                                .keySet())
                .startsWith("demo", "meter");
    }

    /** As in an installation for production, where nothing but the launcher knows of the demo. */
    @Test
    void withoutItsPartsTheDemoSaysWhereTheyCome() {
        StringWriter err = new StringWriter();
        StringWriter out = new StringWriter();
        CommandLine commands = Main.commands(List.of());
        commands.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        new CliErrors(false).installInto(commands);
        assertThat(commands.execute("demo", "--silos", "3", "--anchor", "log")).isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("usance: the demo's parts (a Kafka broker, a Postgres and an EVM node)")
                .contains("connectors/target/usance-demo", "USANCE_DEMO_HOME");
        assertThat(commands.execute("demo", "--help")).isZero();
        assertThat(out.toString()).contains("not installed here");
    }

    private static String failing(boolean debug, RuntimeException failure) {
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new Failing(failure)).setErr(new PrintWriter(err));
        new CliErrors(debug).installInto(line);
        assertThat(line.execute()).isEqualTo(1);
        return err.toString();
    }

    @Command(name = "failing")
    private record Failing(RuntimeException failure) implements Runnable {
        @Override
        public void run() {
            throw failure;
        }
    }
}
