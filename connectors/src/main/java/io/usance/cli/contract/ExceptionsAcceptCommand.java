package io.usance.cli.contract;

import io.usance.contract.ExceptionEnded;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code usance exceptions accept}. */
@Command(
        name = "accept",
        description =
                "Accepts an exception: the figure stands."
                        + " With the last open one of a period what was held of it is settled.",
        mixinStandardHelpOptions = true)
final class ExceptionsAcceptCommand implements Runnable {
    @Mixin private EndExceptionOptions exception;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    ExceptionsAcceptCommand() {}

    @Override
    public void run() {
        exception.end(ExceptionEnded.How.ACCEPTED);
    }
}
