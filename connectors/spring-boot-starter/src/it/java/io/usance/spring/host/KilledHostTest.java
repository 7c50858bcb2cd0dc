package io.usance.spring.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A host with the engine in it is killed twenty times while its eight threads commit and roll back,
 * and both have the same readings.
 */
@Tag("slow")
class KilledHostTest {
    private static final int KILLS = 20;

    @TempDir private Path directory;

    @Test
    void rowsAreReadings() throws Exception {
        Hosts kind = Hosts.killed();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String url = Server.newDatabase();
        try (Host host = new PlainHost(url)) {
            ManyThreads.prepare(host);
        }
        int sent = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            sent += sentUntilKilled(1 + random.nextInt(80), kind.name(), url, seed + 100 * kill);
        }
        try (Host host = new PlainHost(url)) {
            int rows = new ManyThreads(host, () -> {}).assertWhole();
            System.out.printf(
                    "%s: %d kills, %d transactions seen, %d rows, seed %d%n",
                    kind, KILLS, sent, rows, seed);
            assertThat(rows).as("rows, seed %d", seed).isGreaterThan(KILLS);
        }
    }

    /** Runs one until it has ended so many transactions, and kills it. */
    private int sentUntilKilled(int lines, String kind, String url, long seed) throws Exception {
        Path output = directory.resolve("output");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledHost.class.getName(),
                                kind,
                                url,
                                Long.toString(seed))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            while (sent(output).size() < lines) {
                assertThat(process.isAlive()).as("the host runs").isTrue();
                Thread.sleep(1);
            }
        } finally {
            process.destroyForcibly().onExit().join();
        }
        return sent(output).size();
    }

    private static List<String> sent(Path output) throws Exception {
        return Files.readAllLines(output).stream().filter(KilledHost.SENT::equals).toList();
    }
}
