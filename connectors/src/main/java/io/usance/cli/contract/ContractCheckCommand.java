package io.usance.cli.contract;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.cli.console.CliFailure;
import io.usance.document.ContractDocument;
import io.usance.file.InvalidConfigException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code usance contract check}. */
@Command(
        name = "check",
        description = "Checks a contract document and says what it means, with a worked example.",
        mixinStandardHelpOptions = true)
final class ContractCheckCommand implements Runnable {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "FILE", description = "A contract, YAML or JSON.")
    private Path file;

    @Option(names = "--json", description = "Print valid, problems and explanation as JSON.")
    private boolean json;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    ContractCheckCommand() {}

    @Override
    public void run() {
        try {
            report(List.of(), ContractDocument.explain(file));
        } catch (InvalidConfigException e) {
            report(e.problems(), List.of());
            throw new CliFailure(
                    e.problems().size() == 1
                            ? json ? "1 problem in " + file : e.problems().getFirst()
                            : e.problems().size() + " problems in " + file,
                    e);
        }
    }

    private void report(List<String> problems, List<String> explanation) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode result = JSON.createObjectNode().put("valid", problems.isEmpty());
            problems.forEach(result.putArray("problems")::add);
            explanation.forEach(result.putArray("explanation")::add);
            out.println(result.toPrettyString());
            return;
        }
        explanation.forEach(out::println);
        if (problems.size() > 1) {
            problems.forEach(spec.commandLine().getErr()::println);
        }
    }
}
