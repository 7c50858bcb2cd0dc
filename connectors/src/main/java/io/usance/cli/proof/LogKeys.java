package io.usance.cli.proof;

import io.usance.cli.console.CliFailure;
import io.usance.tlog.InvalidLogTextException;
import io.usance.tlog.LogPublicKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Public keys of logs, as {@code --log-key} names them: the line itself, or a file with lines. */
final class LogKeys {
    private static final int FILE_BYTES_MAX = 64 * 1024;

    private LogKeys() {}

    /**
     * @param values of the option, each a line or a file
     * @throws CliFailure if one is neither
     */
    static List<LogPublicKey> of(List<String> values) {
        return values.stream().flatMap(value -> keys(value).stream()).toList();
    }

    /** A key's line has two plus signs and is no path of a file that is there. */
    private static List<LogPublicKey> keys(String value) {
        try {
            if (isFile(value)) {
                return inFile(Path.of(value));
            }
            if (!value.contains("+")) {
                throw new CliFailure(
                        "--log-key %s: there is no such file, and it is no public key (name+id+key)"
                                .formatted(value));
            }
            return List.of(LogPublicKey.parse(value));
        } catch (InvalidLogTextException e) {
            throw new CliFailure("--log-key: " + e.reason(), e);
        } catch (IOException e) {
            throw new CliFailure("--log-key " + value + " cannot be read: " + e, e);
        }
    }

    private static boolean isFile(String value) {
        try {
            return Files.isRegularFile(Path.of(value));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static List<LogPublicKey> inFile(Path file) throws IOException {
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new CliFailure(
                    "--log-key %s has %d bytes, at most %d"
                            .formatted(file, Files.size(file), FILE_BYTES_MAX));
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        if (text.contains("PRIVATE KEY")) {
            throw new CliFailure(
                    "--log-key "
                            + file
                            + " holds a private key, which no one else may have; name the public key,"
                            + " which usance log key printed");
        }
        List<LogPublicKey> keys =
                text.lines().filter(line -> !line.isBlank()).map(LogPublicKey::parse).toList();
        if (keys.isEmpty()) {
            throw new CliFailure("--log-key " + file + " holds no key");
        }
        return keys;
    }
}
