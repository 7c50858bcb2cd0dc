package io.usance.cli;

import io.usance.finance.FinanceException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code usance report review}. */
@Command(
        name = "review",
        description = "Notes that somebody has gone through the newest version of a report.",
        mixinStandardHelpOptions = true)
final class ReportReviewCommand implements Runnable {
    @ArgGroup(exclusive = false, multiplicity = "1")
    private ReportCommand.Of of;

    @Option(
            names = "--sha256",
            required = true,
            paramLabel = "HEX",
            description = "Of the report.json that was gone through.")
    private String sha256;

    @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who did.")
    private String by;

    @Mixin private Desk desk;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    ReportReviewCommand() {}

    @Override
    public void run() {
        try {
            int version =
                    desk.with(engine ->
                            engine.finance()
                                    .reviewReport(
                                            of.contractId,
                                            of.periodId(engine),
                                            sha256,
                                            by,
                                            desk.now())
                                    .version());
            desk.out().println("version " + version + " reviewed by " + by.strip());
        } catch (FinanceException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
