package io.usance.benchmarks;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * From measured figures to so many silos: {@code benchmarks/run sizing} reads {@code
 * sizing.properties}, where all inputs are, and writes the table in the README beside it. Put in
 * your own figures.
 */
public final class Sizing {
    private static final double DAY_S = 86_400;
    private static final double GB = 1e9;

    /** Instances beside those that the load needs, so that one may fail. */
    private static final int SPARE = 1;

    private static final int PARTITIONS_PER_INSTANCE = 8;

    private final Properties inputs;

    private Sizing(Properties inputs) {
        this.inputs = inputs;
    }

    /**
     * @param sent {@code single}: every reading comes alone; {@code runs}: 25 of a silo together
     */
    private record Case(String title, double secondsBetween, String sent) {}

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args.length > 0 ? args[0] : ".");
        Properties inputs = new Properties();
        try (Reader text =
                Files.newBufferedReader(
                        directory.resolve("sizing.properties"), StandardCharsets.UTF_8)) {
            inputs.load(text);
        }
        String table = new Sizing(inputs).table();
        System.out.print(table);
        MarkedTable.write(directory.resolve("README.md"), "sizing", table);
    }

    private double input(String name) {
        String value = inputs.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("sizing.properties does not say " + name);
        }
        return Double.parseDouble(value.strip());
    }

    private double input(String name, Case of) {
        return input(name + "." + of.sent());
    }

    private String table() {
        List<Case> cases =
                List.of(
                        new Case("a reading a minute, one by one", 60, "single"),
                        new Case("a reading a minute, in runs of 25", 60, "runs"),
                        new Case("a reading in 15 minutes, one by one", 900, "single"));
        List<String> lines = new ArrayList<>();
        lines.add(row("%,.0f silos".formatted(input("silos")), "formula", cases, Case::title));
        lines.add("|---|---|---|---|---|");
        add(lines, "readings a second", "silos ÷ seconds between", cases, "%,.0f", this::rate);
        add(
                lines,
                "cores of all instances",
                "rate × cpu.service ÷ busy",
                cases,
                "%.1f",
                this::serviceCores);
        add(
                lines,
                "cores of Postgres",
                "rate × cpu.postgres ÷ busy",
                cases,
                "%.1f",
                c -> cores(c, "cpuMicros.postgres"));
        add(
                lines,
                "cores of the brokers",
                "rate × cpu.broker ÷ busy",
                cases,
                "%.1f",
                c -> cores(c, "cpuMicros.broker"));
        add(
                lines,
                "instances",
                "cores ÷ coresPerInstance, and one that may fail",
                cases,
                "%.0f",
                this::instances);
        add(
                lines,
                "`cachedMax` of each",
                "silos × 1.1 ÷ (instances − 1)",
                cases,
                "%,.0f",
                this::cached);
        add(
                lines,
                "heap of each, GiB",
                "heapBase + cachedMax × heapBytes",
                cases,
                "%.1f",
                this::heapGib);
        add(
                lines,
                "connections to Postgres",
                "instances × connections + 20",
                cases,
                "%.0f",
                c -> instances(c) * input("connections") + 20);
        add(
                lines,
                "partitions, at least",
                PARTITIONS_PER_INSTANCE + " × instances",
                cases,
                "%.0f",
                c -> PARTITIONS_PER_INSTANCE * instances(c));
        add(
                lines,
                "Postgres grows by, GB a day",
                "rate × 86,400 × storedBytes",
                cases,
                "%,.0f",
                c -> perDay(c, "storedBytes"));
        add(
                lines,
                "Postgres grows by, TB a year",
                "× 365",
                cases,
                "%.1f",
                c -> perDay(c, "storedBytes") * 365 / 1e3);
        add(
                lines,
                "write-ahead log, MB a second",
                "rate × walBytes",
                cases,
                "%.1f",
                c -> rate(c) * input("walBytes", c) / 1e6);
        add(
                lines,
                "write-ahead log, GB a day",
                "× 86,400",
                cases,
                "%,.0f",
                c -> perDay(c, "walBytes"));
        add(
                lines,
                "head of the log busy, %",
                "rate × events ÷ eventsPerSecond",
                cases,
                "%.0f",
                c -> 100 * rate(c) * input("events", c) / input("eventsPerSecond"));
        add(
                lines,
                "Kafka keeps, GB a day and replica",
                "rate × 86,400 × kafkaBytes",
                cases,
                "%,.0f",
                c -> perDay(c, "kafkaBytes"));
        return String.join("\n", lines) + "\n";
    }

    private static void add(
            List<String> lines,
            String what,
            String formula,
            List<Case> cases,
            String format,
            ToDoubleFunction<Case> value) {
        lines.add(
                row(
                        what,
                        formula,
                        cases,
                        c -> String.format(Locale.ROOT, format, value.applyAsDouble(c))));
    }

    private static String row(
            String what, String formula, List<Case> cases, Function<Case, String> cell) {
        return "| "
                + what
                + " | "
                + formula
                + " | "
                + String.join(" | ", cases.stream().map(cell).toList())
                + " |";
    }

    private double rate(Case of) {
        return input("silos") / of.secondsBetween();
    }

    private double cores(Case of, String micros) {
        return rate(of) * input(micros, of) / 1e6 / input("busy");
    }

    private double serviceCores(Case of) {
        return cores(of, "cpuMicros.service");
    }

    private double instances(Case of) {
        return Math.ceil(serviceCores(of) / input("coresPerInstance")) + SPARE;
    }

    private double cached(Case of) {
        return input("silos") * 1.1 / (instances(of) - SPARE);
    }

    private double heapGib(Case of) {
        return (input("heapBaseMiB") * (1 << 20) + cached(of) * input("heapBytes")) / (1 << 30);
    }

    private double perDay(Case of, String bytes) {
        return rate(of) * input(bytes, of) * DAY_S / GB;
    }
}
