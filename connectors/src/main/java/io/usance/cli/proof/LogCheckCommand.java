package io.usance.cli.proof;

import io.usance.anchor.AnchorReference;
import io.usance.anchor.InvalidReceiptException;
import io.usance.anchor.LogReference;
import io.usance.anchor.Receipt;
import io.usance.cli.console.CliFailure;
import io.usance.tlog.InvalidLogTextException;
import io.usance.tlog.LogDamagedException;
import io.usance.tlog.LogHistory;
import io.usance.tlog.LogPublicKey;
import io.usance.tlog.SignedCheckpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code usance log check}. */
@Command(
        name = "check",
        description = {
            "Recomputes every checkpoint of a log, or of a copy of it, and compares it with checkpoints kept",
            "earlier; exit code 1 if the log was changed. Needs no private key; the log may be in use."
        },
        mixinStandardHelpOptions = true)
final class LogCheckCommand implements Runnable {
    @Parameters(paramLabel = "DIR", description = "Directory with entries and checkpoints.")
    private Path directory;

    @Option(
            names = "--log-key",
            required = true,
            paramLabel = "KEY",
            description = "The log's public key (name+id+key), or a file with it.")
    private String logKey = "";

    @Option(
            names = "--kept",
            paramLabel = "FILE",
            description =
                    "A checkpoint kept earlier, a receipt, which holds one, or a directory of these; repeatable.")
    private List<Path> kept = List.of();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the newest checkpoint here, to be kept for the next time.")
    private @Nullable Path out;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    LogCheckCommand() {}

    @Override
    public void run() {
        List<LogPublicKey> keys = LogKeys.of(List.of(logKey));
        if (keys.size() != 1) {
            throw new CliFailure("--log-key names " + keys.size() + " keys; a log has one");
        }
        try {
            check(LogHistory.read(directory, keys.getFirst()), keys.getFirst());
        } catch (LogDamagedException e) {
            throw new CliFailure(e.reason(), e);
        } catch (IOException e) {
            throw new CliFailure("the log in " + directory + " cannot be read: " + e, e);
        }
    }

    private void check(LogHistory log, LogPublicKey key) throws IOException {
        PrintWriter print = spec.commandLine().getOut();
        print.println(
                "log %s: %d entries, %d checkpoints signed by %s, all roots recomputed"
                        .formatted(key.name(), log.size(), log.checkpoints(), key.keyId()));
        List<Path> files = files();
        int contradictions = 0;
        for (Path file : files) {
            Optional<String> contradiction = log.contradiction(checkpoint(file));
            if (contradiction.isPresent()) {
                contradictions++;
                print.println(file + ": " + contradiction.get());
            }
        }
        if (contradictions > 0) {
            throw new CliFailure(
                    "%d of %d kept checkpoints contradict the log; keep both, they are the evidence"
                            .formatted(contradictions, files.size()));
        }
        if (!files.isEmpty()) {
            print.println(files.size() + " kept checkpoints hold");
        }
        if (out != null) {
            Files.writeString(
                    out,
                    log.newest()
                            .orElseThrow(() -> new CliFailure("the log has no checkpoint yet"))
                            .text());
        }
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : kept) {
            if (Files.isDirectory(path)) {
                try (Stream<Path> in = Files.list(path)) {
                    in.filter(Files::isRegularFile).sorted().forEach(files::add);
                }
            } else {
                files.add(path);
            }
        }
        return files;
    }

    /** From a note, or from a receipt, which begins with a brace. */
    private static SignedCheckpoint checkpoint(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(Receipt.BYTES_MAX + 1);
            return SignedCheckpoint.parse(
                    content.length > 0 && content[0] == '{'
                            ? ofReceipt(file, Receipt.read(content))
                            : new String(content, StandardCharsets.UTF_8));
        } catch (InvalidLogTextException e) {
            throw new CliFailure("--kept " + file + " is no checkpoint: " + e.reason(), e);
        } catch (InvalidReceiptException e) {
            throw new CliFailure("--kept " + file + " is no receipt: " + e.failure().line(), e);
        } catch (IOException e) {
            throw new CliFailure("--kept " + file + " cannot be read: " + e, e);
        }
    }

    private static String ofReceipt(Path file, Receipt receipt) {
        return switch (receipt.place()) {
            case LogReference log -> log.checkpoint();
            case AnchorReference chain ->
                    throw new CliFailure(
                            "--kept %s is of a chain, block %d, and holds no checkpoint"
                                    .formatted(file, chain.blockNumber()));
        };
    }
}
