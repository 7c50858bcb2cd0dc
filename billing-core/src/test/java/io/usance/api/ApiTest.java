package io.usance.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The public face of the module is what it was, or was changed on purpose: run with {@code
 * -Dusance.api=write}, look at what {@code git diff} says of {@code api.txt}, and choose the next
 * version by it (CONTRIBUTING, "Versions"). A line that went breaks code of others.
 */
class ApiTest {
    private static final Path FILE = Path.of("src/test/resources/io/usance/api/api.txt");

    @Test
    void whatOthersCanNameIsAsWritten() throws IOException {
        Set<String> now = Signatures.all();
        if ("write".equals(System.getProperty("usance.api"))) {
            Files.writeString(FILE, String.join("\n", now) + "\n");
        }
        Set<String> written = new TreeSet<>(Files.readAllLines(FILE));
        Set<String> gone = new TreeSet<>(written);
        gone.removeAll(now);
        Set<String> come = new TreeSet<>(now);
        come.removeAll(written);
        assertThat(gone).as("gone: code that used it does not compile any more").isEmpty();
        assertThat(come).as("new: to be written, -Dusance.api=write").isEmpty();
    }

    /** The comparison would pass on nothing. */
    @Test
    void theEngineIsSeen() throws IOException {
        assertThat(Signatures.all())
                .anyMatch(line -> line.startsWith("engine.BillingEngine: final class"))
                .hasSizeGreaterThan(1_000);
    }
}
