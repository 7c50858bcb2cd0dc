package io.usance.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.anchor.Hash32;
import io.usance.bundle.BundleVerification;
import io.usance.bundle.BundleVerifier;
import io.usance.cli.CliRun;
import io.usance.demo.DemoAnchor.Choice;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The bundles of a demo run: its holder does the whole sum again, and sees any change. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class BundleTest {
    private static final long SEED = 20261125;
    private static final int BUNDLES_MIN = 1_000;
    private static final int CHANGES = 200;
    private static final int READINGS_MIN = 8;
    private static final Pattern READINGS = Pattern.compile("\"type\":\"ReadingsRecorded\"");

    @TempDir static Path directory = Path.of("");

    private List<Path> bundles = List.of();

    @BeforeAll
    void demo() throws Exception {
        Path out = directory.resolve("d");
        StringWriter text = new StringWriter();
        DemoOutcome outcome =
                new DemoRun(14, 31, 3, Choice.EVM, out, true, 0).run(new PrintWriter(text));
        assertThat(outcome.failures()).as(text.toString()).isEmpty();
        bundles = files(out.resolve("bundles"));
    }

    @AfterAll
    void forget() {
        bundles = List.of();
    }

    @Test
    void aThousandBundlesVerifyOffline() throws IOException {
        assertThat(bundles).hasSizeGreaterThanOrEqualTo(BUNDLES_MIN);
        long bytes = 0;
        long startedNs = System.nanoTime();
        for (Path file : bundles) {
            byte[] content = Files.readAllBytes(file);
            bytes += content.length;
            assertThat(BundleVerifier.verify(content, List.of()))
                    .as(file.toString())
                    .isInstanceOf(BundleVerification.Verified.class);
        }
        System.out.printf(
                "%d bundles, %,d bytes, verified in %,d ms%n",
                bundles.size(), bytes, (System.nanoTime() - startedNs) / 1_000_000);
    }

    @Test
    void eachOfTwoHundredChangedBytesIsCaught() throws IOException {
        System.out.println("seed " + SEED);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        Map<String, Integer> steps = new TreeMap<>();
        for (int i = 0; i < CHANGES; i++) {
            byte[] content = Files.readAllBytes(bundles.get(random.nextInt(bundles.size())));
            int at = random.nextInt(content.length);
            if (i % 2 == 0) {
                content[at] ^= (byte) (1 + random.nextInt(255));
            } else {
                // A figure that is another figure: still a well-formed file.
                while (content[at] < '0' || content[at] > '8') {
                    at = random.nextInt(content.length);
                }
                content[at]++;
            }
            BundleVerification found = BundleVerifier.verify(content, List.of());
            assertThat(found)
                    .as("change %d, byte %d", i, at)
                    .isInstanceOf(BundleVerification.Failed.class);
            steps.merge(((BundleVerification.Failed) found).step().text(), 1, Integer::sum);
        }
        System.out.println("changed bytes were caught at " + steps);
    }

    /** Who changes a figure and also mends the digest still fails where the figure stands. */
    @Test
    void aMendedDigestHelpsNobody() throws IOException {
        String text = Files.readString(withReadings());
        caughtAt("consumption", text, lowered(text));
        caughtAt(
                "amount",
                text,
                text.replaceFirst(
                        "(?s)(\"type\":\"ConsumptionCharged\".*?\"amount\":\\{\"amount\":\")",
                        "$11"));
        caughtAt(
                "settlement",
                text,
                text.replaceFirst("(?s)(\"summary\":.*?\"settlementId\":\"[^\"]+)", "$10")
                        .replaceFirst("(?s)(\"receipt\":.*?\"settlementId\":\"[^\"]+)", "$10"));
    }

    /**
     * The bundle nearest to the middle that has readings to change: some silos send volumes, with
     * few digits.
     */
    private Path withReadings() throws IOException {
        for (Path bundle : bundles.subList(bundles.size() / 2, bundles.size())) {
            String text = Files.readString(bundle);
            if (READINGS.matcher(text).results().count() >= READINGS_MIN
                    && !lowered(text).equals(text)) {
                return bundle;
            }
        }
        throw new AssertionError("no bundle has readings");
    }

    /** The readings of the last quarter say a tonne less, as if more had been drawn. */
    private static String lowered(String text) {
        List<MatchResult> readings = READINGS.matcher(text).results().toList();
        int from = readings.get(readings.size() * 3 / 4).start();
        int to = text.indexOf('\n', readings.getLast().start());
        return text.substring(0, from)
                + Pattern.compile("(\\[-?\\d+,-?\\d+,\")(\\d{4,})")
                        .matcher(text.substring(from, to))
                        .replaceAll(row ->
                                row.group(1) + Math.max(0, Long.parseLong(row.group(2)) - 1_000))
                + text.substring(to);
    }

    private static void caughtAt(String step, String text, String changed) throws IOException {
        assertThat(changed).isNotEqualTo(text);
        CliRun run = verify(mended(changed));
        assertThat(run.out()).contains("failed at step " + step);
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void theCommandTakesBundlesAndSaysWhichStepFails() throws IOException {
        CliRun good = CliRun.of("verify", bundles.getFirst().toString());
        assertThat(good.exitCode()).as(good.out()).isZero();
        assertThat(good.out()).isEqualTo("1 verified\n");
        CliRun all = CliRun.of("verify", directory.resolve("d").resolve("bundles").toString());
        assertThat(all.exitCode()).isZero();
        assertThat(all.out())
                .startsWith(bundles.size() + " verified\n")
                .contains(
                        " states from before these bundles are taken as given; earlier bundles show"
                                + " them, such as contract ");
        String text = Files.readString(bundles.getFirst());
        assertThat(verify(text.replaceFirst("bundle/v1", "bundle/v9")).out())
                .contains("step json, $.format", "usance-bundle/v1");
        assertThat(verify(text.substring(0, text.length() / 2)).out()).contains("step json");
        assertThat(verify(text + " ").out()).contains("failed at step");
    }

    /** A receipt of the same run, for others. */
    @Test
    void aReceiptForOthersHidesWhatItIsTold() throws IOException {
        Path receipt = files(directory.resolve("d").resolve("receipts")).getFirst();
        Path shown = directory.resolve("shown.json");
        for (String hidden : List.of("quantities", "prices")) {
            CliRun made =
                    CliRun.of(
                            "disclose",
                            receipt.toString(),
                            "--hide",
                            hidden,
                            "--out",
                            shown.toString());
            assertThat(made.err()).isEmpty();
            assertThat(Files.readString(shown)).doesNotContain("unitPrice");
            CliRun verified = CliRun.of("verify", shown.toString());
            assertThat(verified.out()).isEqualTo("1 verified\n");
            assertThat(verified.exitCode()).isZero();
        }
        Files.writeString(shown, Files.readString(shown).replaceFirst("\"amountMinor\": ", "$01"));
        assertThat(CliRun.of("verify", shown.toString()).out())
                .contains("failed at step leaf, $.leaf.hash");
        assertThat(
                        CliRun.of(
                                        "disclose",
                                        receipt.toString(),
                                        "--hide",
                                        "names",
                                        "--out",
                                        shown.toString())
                                .err())
                .contains("--hide is quantities or prices, not names");
        assertThat(
                        CliRun.of(
                                        "disclose",
                                        shown.toString(),
                                        "--hide",
                                        "prices",
                                        "--out",
                                        shown.toString())
                                .err())
                .contains("does not verify: failed at step fields, $.");
    }

    private static CliRun verify(String text) throws IOException {
        Path file = directory.resolve("changed.json");
        Files.writeString(file, text);
        return CliRun.of("verify", file.toString());
    }

    /** With the digest that belongs to the changed text. */
    private static String mended(String text) {
        String body = text.substring(0, text.lastIndexOf("\"digest\""));
        return body
                + "\"digest\":\""
                + Hash32.keccak(body.getBytes(StandardCharsets.UTF_8))
                + "\"}\n";
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return new ArrayList<>(files.sorted().toList());
        }
    }
}
