package io.usance.cli.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.cli.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code usance log}; what a log proves is in the demo's test. */
class LogCommandTest {
    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit injects the directory
    LogCommandTest() {}

    @Test
    void aKeyIsMadeOnceForItsOwnerOnly() throws IOException {
        Path file = directory.resolve("log.pem");
        String[] command = {
            "log", "key", "--origin", "plant.example/log", "--out", file.toString()
        };
        CliRun made = CliRun.of(command);
        assertThat(made.err()).isEmpty();
        assertThat(made.out()).matches("plant\\.example/log\\+[0-9a-f]{8}\\+[A-Za-z0-9+/=]+\\n");
        assertThat(Files.readString(file)).startsWith("-----BEGIN PRIVATE KEY-----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        CliRun again = CliRun.of(command);
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err())
                .isEqualTo(
                        "usance: --out "
                                + file
                                + " is there already and was left as it is; name a new file\n");
    }

    @Test
    void aBadNameOrKeyIsTold() throws IOException {
        Path file = directory.resolve("log.pem");
        CliRun name = CliRun.of("log", "key", "--origin", "two words", "--out", file.toString());
        assertThat(name.exitCode()).isEqualTo(1);
        assertThat(name.err()).startsWith("usance: --origin: ");
        assertThat(file).doesNotExist();

        CliRun.of("log", "key", "--origin", "plant.example/log", "--out", file.toString());
        CliRun secret = CliRun.of("verify", directory.toString(), "--log-key", file.toString());
        assertThat(secret.err()).contains("holds a private key, which no one else may have");
        CliRun none = CliRun.of("verify", directory.toString(), "--log-key", "nothing");
        assertThat(none.err())
                .isEqualTo(
                        "usance: --log-key nothing: there is no such file, and it is no public key"
                                + " (name+id+key)\n");
        assertThat(CliRun.of("log").exitCode()).isEqualTo(2);
    }
}
