package io.usance.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program in a JVM of its own, killed in the middle of its work. */
public final class KilledProcess {
    private KilledProcess() {}

    /**
     * Runs a program until it has printed so many lines, and kills it.
     *
     * @param program its class, with a main method
     * @param output file for what it prints; overwritten
     * @return what it has printed
     */
    public static List<String> run(Class<?> program, Path output, int lines, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            while (Files.readAllLines(output).size() < lines) {
                assertThat(process.isAlive()).as("%s runs", program.getSimpleName()).isTrue();
                Thread.sleep(1);
            }
        } finally {
            process.destroyForcibly().onExit().join();
        }
        return Files.readAllLines(output);
    }
}
