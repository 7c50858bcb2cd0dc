package io.usance.cli.contract;

import io.usance.contract.ExceptionEnded;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code usance exceptions resolve}. */
@Command(
        name = "resolve",
        description =
                "Resolves an exception whose cause has been mended, such as a note that was sent or corrected."
                        + " With the last open one of a period what was held of it is settled,"
                        + " by what the books say now.",
        mixinStandardHelpOptions = true)
final class ExceptionsResolveCommand implements Runnable {
    @Mixin private EndExceptionOptions exception;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    ExceptionsResolveCommand() {}

    @Override
    public void run() {
        exception.end(ExceptionEnded.How.RESOLVED);
    }
}
