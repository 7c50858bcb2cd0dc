package io.usance.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a script of the module's {@code evm} directory with node; it must succeed. */
public final class NodeScript {
    public static final Path DIRECTORY = Path.of("evm").toAbsolutePath();

    private NodeScript() {}

    /** The lines that it printed. */
    public static List<String> run(String script, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(command)
                        .directory(DIRECTORY.toFile())
                        .redirectErrorStream(true)
                        .start();
        List<String> lines = process.inputReader().lines().toList();
        assertThat(process.waitFor()).as("%s printed %s", script, lines).isZero();
        return lines;
    }
}
