package io.usance.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two checkouts of this project in turn on the same machine: {@code benchmarks/run turns
 * OTHER_CHECKOUT [STARTS] [SCALE]}. Each start is a process of its own that measures A, B and the
 * memory of a silo with the load rig of its own checkout; every start is in the table. Writes
 * {@code turns.md}.
 */
public final class Turns {
    private static final Locale NUMBERS = Locale.ROOT;

    /** What a start printed, one row of {@code load.md} each. */
    private static final Pattern ROW =
            Pattern.compile("\\| ([A-I]) \\|[^|]*\\|[^|]*\\| ([^|]*) \\| ([^|]*) \\|.*");

    private static final String MACHINE = "- Machine: ";

    private static final Pattern NUMBER = Pattern.compile("-?[0-9][0-9,]*(\\.[0-9]+)?");

    /** The figures of one start; rates in commands or readings a second. */
    private record Start(
            double a, double aRatio, double b, double bRatio, double heapBytes, String machine) {}

    private record Figure(String name, Function<Start, Double> of, String format) {}

    private static final List<Figure> FIGURES =
            List.of(
                    new Figure("A, readings/s", Start::a, "%,.0f"),
                    new Figure("A, of decode-only", Start::aRatio, "%.2f"),
                    new Figure("B, commands/s", Start::b, "%,.0f"),
                    new Figure("B, of unnest", Start::bRatio, "%.2f"),
                    new Figure("heap of a live silo, bytes", Start::heapBytes, "%,.0f"));

    private Turns() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path here = Path.of(args[0]);
        Path other = Path.of(args[1]);
        int starts = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        String scale = args.length > 3 ? args[3] : "1";
        List<Start> before = new ArrayList<>();
        List<Start> now = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            // In this order and then in the other: what drifts favours neither.
            boolean otherFirst = i % 2 == 0;
            (otherFirst ? before : now).add(start(otherFirst ? other : here, scale));
            (otherFirst ? now : before).add(start(otherFirst ? here : other, scale));
            System.out.printf(NUMBERS, "%d of %d: %s, %s%n", i + 1, starts, before, now);
        }
        String page = page(before, now, scale);
        System.out.print(page);
        Files.writeString(here.resolve("turns.md"), page);
    }

    /** Runs the load rig of a checkout's {@code benchmarks} directory. */
    private static Start start(Path benchmarks, String scale)
            throws IOException, InterruptedException {
        Path out = Files.createTempDirectory("usance-turns");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-XX:+UseParallelGC",
                                "-Xmx8g",
                                "-Dorg.jooq.no-logo=true",
                                "-Dorg.jooq.no-tips=true",
                                "-Dusance.log.level=error"));
        if (Runtime.version().feature() >= 25) {
            // As the launcher does.
            command.add("-XX:+UseCompactObjectHeaders");
        }
        command.addAll(
                List.of(
                        "-cp",
                        benchmarks.resolve("target/classes")
                                + ":"
                                + benchmarks.resolve("target/lib").resolve("*"),
                        LoadRig.class.getName(),
                        scale,
                        out.toString(),
                        "AF"));
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException(benchmarks + ": the load rig ended with " + exit);
        }
        return read(Files.readAllLines(out.resolve("load.md")));
    }

    private static Start read(List<String> lines) {
        return new Start(
                cell(lines, "A", 2),
                cell(lines, "A", 3),
                cell(lines, "B", 2),
                cell(lines, "B", 3),
                cell(lines, "G", 2),
                machine(lines));
    }

    /** What the start says it ran on, with its own heap and options. */
    private static String machine(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(MACHINE))
                .map(line -> line.substring(MACHINE.length()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("load.md does not name the machine"));
    }

    private static double cell(List<String> lines, String row, int group) {
        for (String line : lines) {
            Matcher matcher = ROW.matcher(line);
            if (matcher.matches() && matcher.group(1).equals(row)) {
                Matcher number = NUMBER.matcher(matcher.group(group));
                if (number.find()) {
                    return Double.parseDouble(number.group().replace(",", ""));
                }
            }
        }
        throw new IllegalStateException("load.md has no figure of " + row);
    }

    private static String page(List<Start> before, List<Start> now, String scale) {
        StringBuilder page =
                new StringBuilder("# The release before and this one, in turn\n\n")
                        .append(
                                "%d starts each, alternating, none left out; scale %s. `benchmarks/run turns` writes this page.\n\n"
                                        .formatted(now.size(), scale))
                        .append(
                                "| | before: median | all | now: median | all | now ÷ before |\n|---|---|---|---|---|---|\n");
        for (Figure figure : FIGURES) {
            double[] old = sorted(before, figure);
            double[] recent = sorted(now, figure);
            page.append(
                    "| %s | %s | %s | %s | %s | %s |%n"
                            .formatted(
                                    figure.name(),
                                    text(figure, median(old)),
                                    all(figure, old),
                                    text(figure, median(recent)),
                                    all(figure, recent),
                                    String.format(NUMBERS, "%.3f", median(recent) / median(old))));
        }
        return page.append("\n").append(now.getLast().machine()).append("\n").toString();
    }

    private static double[] sorted(List<Start> starts, Figure figure) {
        return starts.stream().mapToDouble(figure.of()::apply).sorted().toArray();
    }

    private static double median(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static String all(Figure figure, double[] sorted) {
        return String.join(
                " / ", Arrays.stream(sorted).mapToObj(value -> text(figure, value)).toList());
    }

    private static String text(Figure figure, double value) {
        return String.format(NUMBERS, figure.format(), value);
    }
}
