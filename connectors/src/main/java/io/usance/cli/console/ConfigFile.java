package io.usance.cli.console;

import io.usance.config.RunConfig;
import io.usance.file.InvalidConfigException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The file that option {@code --config} names. */
public final class ConfigFile {
    private ConfigFile() {}

    /**
     * Reads the configuration.
     *
     * @throws CliFailure after all of its problems have been printed, one a line
     */
    public static RunConfig read(CommandSpec spec, Path file) {
        try {
            return RunConfig.read(file, System.getenv());
        } catch (InvalidConfigException e) {
            refuseIfAny(spec, e.problems(), "in " + file);
            throw new IllegalStateException("a refusal without a problem", e);
        }
    }

    /**
     * Prints problems, one a line.
     *
     * @param where what has them, for the failure
     * @throws CliFailure if there is any
     */
    public static void refuseIfAny(CommandSpec spec, List<String> problems, String where) {
        if (!problems.isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            problems.forEach(problem -> err.println(problem.replaceAll("\\s*\\R\\s*", "; ")));
            String count = problems.size() == 1 ? "1 problem " : problems.size() + " problems ";
            throw new CliFailure(count + where + "; nothing was started");
        }
    }
}
