package io.usance.cli.contract;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.cli.console.CliFailure;
import io.usance.document.CheckedContract;
import io.usance.file.InvalidConfigException;
import io.usance.json.Json;
import io.usance.quote.PeriodPrice;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code usance contract check}. */
@Command(
        name = "check",
        description = {
            "Checks a contract document and says what it means, with a worked example.",
            "Warns of what may be agreed on but is hardly meant. With --quantity it prices a",
            "period under the whole contract, as if it had closed."
        },
        mixinStandardHelpOptions = true)
final class ContractCheckCommand implements Runnable {
    private static final ObjectMapper JSON = Json.mapper();

    @Parameters(paramLabel = "FILE", description = "A contract, YAML or JSON.")
    private Path file;

    @Mixin private AskedPeriod asked;

    @Option(
            names = "--json",
            description = "Print valid, problems, warnings, explanation and price as JSON.")
    private boolean json;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    ContractCheckCommand() {}

    @Override
    public void run() {
        try {
            CheckedContract contract = CheckedContract.read(file);
            PeriodPrice price = asked.price(contract.terms());
            List<String> warnings = contract.warnings(price);
            if (json) {
                print(List.of(), warnings, contract.explanation(), price);
            } else {
                print(contract.explanation(), price, warnings);
            }
        } catch (InvalidConfigException e) {
            if (json) {
                print(e.problems(), List.of(), List.of(), null);
            } else if (e.problems().size() > 1) {
                e.problems().forEach(spec.commandLine().getErr()::println);
            }
            throw new CliFailure(
                    e.problems().size() == 1
                            ? json ? "1 problem in " + file : e.problems().getFirst()
                            : e.problems().size() + " problems in " + file,
                    e);
        }
    }

    private void print(
            List<String> explanation, @Nullable PeriodPrice price, List<String> warnings) {
        PrintWriter out = spec.commandLine().getOut();
        explanation.forEach(out::println);
        if (price != null) {
            PeriodPriceWords.of(price).forEach(out::println);
        }
        if (!warnings.isEmpty()) {
            out.println("Legal, but perhaps not meant:");
            warnings.forEach(warning -> out.println("  " + warning));
        }
    }

    private void print(
            List<String> problems,
            List<String> warnings,
            List<String> explanation,
            @Nullable PeriodPrice price) {
        ObjectNode result = JSON.createObjectNode().put("valid", problems.isEmpty());
        problems.forEach(result.putArray("problems")::add);
        warnings.forEach(result.putArray("warnings")::add);
        explanation.forEach(result.putArray("explanation")::add);
        if (price != null) {
            result.set("price", PeriodPriceJson.of(price));
        }
        spec.commandLine().getOut().println(result.toPrettyString());
    }
}
