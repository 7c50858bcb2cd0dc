package io.usance.benchmarks.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the figures were measured on. */
final class Machine {
    private Machine() {}

    static String describe() {
        return String.format(
                Locale.ROOT,
                "%d cores (%s), %s of memory, Linux %s, JDK %s with %d MiB of heap at most and %s, load %s at the end; broker, Postgres (fsync on, %s), service and feed on it together.",
                Runtime.getRuntime().availableProcessors(),
                value("/proc/cpuinfo", "model name"),
                value("/proc/meminfo", "MemTotal"),
                System.getProperty("os.version"),
                Runtime.version(),
                Runtime.getRuntime().maxMemory() >> 20,
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(option -> option.startsWith("-XX:"))
                        .sorted()
                        .collect(Collectors.joining(" ")),
                first("/proc/loadavg"),
                LoadSite.POSTGRES.entrySet().stream()
                        .map(setting -> setting.getKey() + " " + setting.getValue())
                        .sorted()
                        .collect(Collectors.joining(", ")));
    }

    /**
     * Seconds so far in which anything of the machine stood still for the disk; 0 if it does not
     * say.
     *
     * @see <a href="https://docs.kernel.org/accounting/psi.html">Pressure stall information</a>
     */
    static double diskWaitSeconds() {
        try {
            String some = Files.readAllLines(Path.of("/proc/pressure/io")).getFirst();
            return Long.parseLong(some.substring(some.lastIndexOf('=') + 1)) / 1e6;
        } catch (IOException e) {
            return 0;
        }
    }

    private static String value(String file, String name) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String first(String file) {
        try {
            return Files.readString(Path.of(file)).split(" ")[0];
        } catch (IOException e) {
            return "unknown";
        }
    }
}
