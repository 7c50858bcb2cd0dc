package io.usance.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    private static final List<String> OF_OTHERS =
            List.of("java.", "javax.sql", "com.fasterxml.jackson.", "org.jspecify.");

    private static final Set<String> HOLDERS =
            Set.of(
                    "engine.BillingEngine",
                    "finance.Finance",
                    "query.Queries",
                    "subscription.Subscriptions");

    @Test
    void whatOthersCanNameIsAsWritten() throws IOException {
        Set<String> now = Signatures.plain(Signatures.all());
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
                .anyMatch(line -> line.startsWith("io.usance.engine.BillingEngine: public final"))
                .hasSizeGreaterThan(1_000);
    }

    /**
     * A type that others cannot name must not stand in what they can. The one exception is the
     * handle by which our own modules reach the inside.
     */
    @Test
    void everyTypeItNamesCanBeNamed() throws IOException {
        Set<String> exported = Signatures.exported();
        List<String> strange = new ArrayList<>();
        for (String line : Signatures.all()) {
            boolean named =
                    Signatures.packagesIn(line).stream()
                            .allMatch(each -> exported.contains(each) || isOfOthers(each));
            if (!named) {
                strange.add(line);
            }
        }
        assertThat(strange)
                .as("the handle: what it is got from, and what is made with it")
                .hasSize(4)
                .allMatch(line -> line.contains("io.usance.engine.internal.Internals"))
                .allMatch(line ->
                        HOLDERS.contains(line.substring("io.usance.".length(), line.indexOf(':'))));
    }

    /** A new package is exported to all, to our own modules, or opened to what stores it. */
    @Test
    void ofEveryPackageItIsSaidWhoMayUseIt() throws IOException {
        assertThat(Signatures.decidedUpon()).isEqualTo(Signatures.packages());
    }

    private static boolean isOfOthers(String name) {
        return OF_OTHERS.stream().anyMatch(name::startsWith);
    }

    @Test
    void theTypesOfALineAreSeen() {
        assertThat(
                        Signatures.packagesIn(
                                "io.usance.a.B$C: public java.util.List<io.usance.d.E> f(int,g.H...)"))
                .containsExactly("g", "io.usance.a", "io.usance.d", "java.util");
    }
}
