package io.usance.cli.contract;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code usance exceptions}. */
@Command(
        name = "exceptions",
        description =
                "Lists and ends exceptions: quantities that are not to be trusted until a person has looked.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ExceptionsListCommand.class,
            ExceptionsAcceptCommand.class,
            ExceptionsResolveCommand.class
        })
public final class ExceptionsCommand implements Runnable {
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects the spec
    ExceptionsCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
