package io.usance.cli.proof;

import io.usance.anchor.Disclosure;
import io.usance.anchor.Disclosure.Hidden;
import io.usance.anchor.Receipt;
import io.usance.anchor.ReceiptVerifier;
import io.usance.anchor.Verification;
import io.usance.cli.console.CliFailure;
import io.usance.tlog.LogPublicKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a receipt for others, which hides quantities or prices. */
@Command(
        name = "disclose",
        description =
                "Writes a receipt that hides quantities or prices and still proves amount and inclusion.",
        mixinStandardHelpOptions = true)
public final class DiscloseCommand implements Runnable {
    @Parameters(paramLabel = "RECEIPT", description = "A receipt, as usance receipts writes it.")
    private Path receipt;

    @Option(
            names = "--hide",
            required = true,
            paramLabel = "quantities|prices",
            description =
                    "What is not shown. Amount and quantity together give away the average price.")
    private String hide;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Replaced.")
    private Path out;

    @Option(
            names = "--log-key",
            paramLabel = "KEY",
            description = "As for usance verify, if the receipt is of a log; repeatable.")
    private List<String> logKeys = List.of();

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    DiscloseCommand() {}

    @Override
    public void run() {
        Hidden hidden =
                Arrays.stream(Hidden.values())
                        .filter(one -> one.text().equals(hide))
                        .findFirst()
                        .orElseThrow(() ->
                                new CliFailure("--hide is quantities or prices, not " + hide));
        List<LogPublicKey> trusted = LogKeys.of(logKeys);
        try (InputStream in = Files.newInputStream(receipt)) {
            byte[] content = in.readNBytes(Receipt.BYTES_MAX + 1);
            switch (ReceiptVerifier.verify(content, trusted)) {
                case Verification.Failed failed ->
                        throw new CliFailure(receipt + " does not verify: " + failed.line());
                case Verification.Verified verified -> {
                    Files.write(out, Disclosure.of(verified.receipt(), hidden));
                    spec.commandLine().getOut().println(out + " hides " + hidden.text());
                }
            }
        } catch (IOException e) {
            throw new CliFailure("cannot read %s or write %s: %s".formatted(receipt, out, e), e);
        }
    }
}
