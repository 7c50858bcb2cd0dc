package io.usance.cli;

import io.usance.anchor.Anchor;
import io.usance.anchor.AnchorException;
import io.usance.anchor.AnchorPosition;
import io.usance.batching.ReportAnchoring;
import io.usance.engine.BillingEngine;
import io.usance.finance.FinanceEvent.ReportSigned;
import io.usance.finance.FinanceException;
import io.usance.finance.ReportStory;
import io.usance.run.Connections;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code usance report sign}. */
@Command(
        name = "sign",
        description = {
            "Signs the newest version of a report, which somebody else has reviewed, and anchors its hash where",
            "batches go. If the anchor cannot be reached the signature holds; sign again to anchor it."
        },
        mixinStandardHelpOptions = true)
final class ReportSignCommand implements Runnable {
    @ArgGroup(exclusive = false, multiplicity = "1")
    private ReportCommand.Of of;

    @Option(
            names = "--sha256",
            required = true,
            paramLabel = "HEX",
            description = "Of the report.json that is signed.")
    private String sha256;

    @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who signs.")
    private String by;

    @Mixin private Desk desk;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    ReportSignCommand() {}

    @Override
    public void run() {
        try {
            desk.<Boolean>with(this::sign);
        } catch (FinanceException | AnchorException e) {
            throw new CliFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private Boolean sign(BillingEngine engine) {
        String periodId = of.periodId(engine);
        ReportStory story = engine.finance().reports(of.contractId, periodId);
        ReportSigned before = story.signed();
        ReportSigned signed =
                before != null && before.sha256().equals(sha256)
                        ? before
                        : engine.finance()
                                .signReport(of.contractId, periodId, sha256, by, desk.now());
        desk.out()
                .println(
                        "version %d signed by %s, signature %d"
                                .formatted(signed.version(), signed.by(), signed.signatureNo()));
        anchor(engine, signed);
        return Boolean.TRUE;
    }

    private void anchor(BillingEngine engine, ReportSigned signed) {
        var settings = desk.settings().anchor();
        if (settings.isEmpty()) {
            desk.out().println("not anchored: the configuration names no anchor");
            return;
        }
        try (Anchor anchor = Connections.anchor(settings.get())) {
            AnchorPosition position =
                    new ReportAnchoring(engine, anchor).anchor(signed, desk.now());
            desk.out()
                    .println(
                            "root %s anchored: %s"
                                    .formatted(
                                            ReportAnchoring.root(signed.sha256()),
                                            ReportAnchoring.place(position)));
        }
    }
}
