package io.usance.cli.proof;

import io.usance.cli.console.CliFailure;
import io.usance.tlog.InvalidLogTextException;
import io.usance.tlog.LogSigningKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code usance log key}. */
@Command(
        name = "key",
        description = {
            "Makes the key that signs a log's checkpoints, in a new file that only its owner can read,",
            "and prints the public key: the one line that those who check receipts need."
        },
        mixinStandardHelpOptions = true)
final class LogKeyCommand implements Runnable {
    @Option(
            names = "--origin",
            required = true,
            paramLabel = "NAME",
            description =
                    "Name of the log, unique in the world: a URL without scheme, such as plant.example/log.")
    private String origin = "";

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Where the private key goes; a file that is there is left as it is.")
    private Path out;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    LogKeyCommand() {}

    @Override
    public void run() {
        try {
            LogSigningKey key = LogSigningKey.generate(origin, out, new SecureRandom());
            spec.commandLine().getOut().println(key.publicKey());
        } catch (InvalidLogTextException e) {
            throw new CliFailure("--origin: " + e.reason(), e);
        } catch (FileAlreadyExistsException e) {
            throw new CliFailure(
                    "--out " + out + " is there already and was left as it is; name a new file", e);
        } catch (IOException e) {
            throw new CliFailure("the key cannot be written to " + out + ": " + e, e);
        }
    }
}
