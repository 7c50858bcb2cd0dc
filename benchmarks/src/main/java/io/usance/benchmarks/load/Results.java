package io.usance.benchmarks.load;

import io.usance.benchmarks.MarkedTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** What was measured: said at once, and kept for table and picture. */
final class Results {
    private static final int BAR_MAX = 420;
    private static final int LABEL = 330;
    private static final int ROW = 34;
    private static final double SHOWN_MAX = 2;

    /**
     * @param reached how much of the goal was reached: 1 or more is good
     */
    private record Line(
            String letter, String what, String goal, String found, String ratio, double reached) {}

    private final double scale;
    private final List<Line> lines = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Results(double scale) {
        this.scale = scale;
    }

    void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private void add(Line line) {
        lines.add(line);
        say("%s %s: %s, %s (goal %s)", line.letter, line.what, line.found, line.ratio, line.goal);
    }

    private void note(String format, Object... values) {
        String note = String.format(Locale.ROOT, format, values);
        notes.add(note);
        System.out.println("  " + note);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    void backlog(double bare, double decode, Drain drain, double bytes) {
        double ratio = drain.recordsPerSecond() / decode;
        add(
                new Line(
                        "A",
                        "backlog, 10,000 silos, runs of 25, drained",
                        "≥ 0.30 of decode-only",
                        text("%,.0f readings/s", drain.recordsPerSecond()),
                        text("%.2f", ratio),
                        ratio / 0.30));
        note(
                "A: %,d readings in %.1f s (stored after %.1f s), %,d events, %,d settlement commands.",
                drain.records(),
                drain.seconds(),
                drain.intakeSeconds(),
                drain.rows(),
                drain.settlements());
        note(
                "Ceilings of the consumer: bare %,.0f records/s, decoding only %,.0f records/s, one thread.",
                bare, decode);
        note("CPU of A: %s; %s.", shares(drain.cpu()), disk(drain));
        note(
                "Postgres holds %.0f bytes per reading of A, read models and indexes included.",
                bytes);
    }

    private static String shares(Map<String, Double> seconds) {
        List<String> texts = new ArrayList<>();
        LoadRig.shares(seconds).entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
                .forEach(e -> texts.add(text("%s %.0f %%", e.getKey(), e.getValue() * 100)));
        double all = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        return String.join(", ", texts) + text(" of %.0f s", all);
    }

    void worstCase(Drain drain, double unnestSeconds) {
        double ratio = unnestSeconds / drain.seconds();
        add(
                new Line(
                        "B",
                        "100,000 silos, one reading each per poll",
                        "≥ 0.5 of unnest",
                        text("%,.0f commands/s", drain.recordsPerSecond()),
                        text("%.2f", ratio),
                        ratio / 0.5));
        note(
                "B: the second half of what a service is given that has just started, %,d readings in %.1f s (stored after %.1f s), %,d events; the same rows by INSERT … SELECT unnest alone: %.1f s, %,.0f rows/s.",
                drain.records(),
                drain.seconds(),
                drain.intakeSeconds(),
                drain.rows(),
                unnestSeconds,
                drain.rows() / unnestSeconds);
        note("CPU of B: %s; %s.", shares(drain.cpu()), disk(drain));
    }

    private static String disk(Drain drain) {
        return text("something stood still for the disk in %.1f s of it", drain.diskSeconds());
    }

    void stock(double ours, double stock) {
        add(
                new Line(
                        "C",
                        "stock Axon JDBC, one command per transaction",
                        "≥ 10 times",
                        text("%,.0f commands/s there", stock),
                        text("%.1f times", ours / stock),
                        ours / stock / 10));
    }

    void latency(double rate, Latency.Found found) {
        Histogram micros = found.all();
        double p99 = micros.getValueAtPercentile(99) / 1e3;
        add(
                new Line(
                        "D",
                        "reading due → settlement command readable, at half of A",
                        "p99 ≤ 250 ms",
                        text("%,.0f readings/s", rate),
                        text("p99 %.0f ms", p99),
                        250 / p99));
        note(
                "D: %,d commands; p50 %.0f ms, p90 %.0f ms, p99 %.0f ms, p99.9 %.0f ms, longest %.0f ms, counted from the timetable; the first half of the run is not counted.",
                micros.getTotalCount(),
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(90) / 1e3,
                p99,
                micros.getValueAtPercentile(99.9) / 1e3,
                micros.getMaxValue() / 1e3);
        note(
                "D by stage, p50 / p99: read, metered and stored %s; charged and commanded %s; published and read %s.",
                halfAndMost(found.stored()),
                halfAndMost(found.commanded()),
                halfAndMost(found.published()));
        note("CPU of D: %s.", shares(found.cpu()));
    }

    /** At another rate than the goal's. */
    void latencyAlso(String what, double rate, Latency.Found found) {
        note(
                "D at %s, %,.0f readings/s: p50 %.0f ms, p99 %.0f ms, longest %.0f ms.",
                what,
                rate,
                found.all().getValueAtPercentile(50) / 1e3,
                found.all().getValueAtPercentile(99) / 1e3,
                found.all().getMaxValue() / 1e3);
    }

    private static String halfAndMost(Histogram micros) {
        return text(
                "%.0f / %.0f ms",
                micros.getValueAtPercentile(50) / 1e3, micros.getValueAtPercentile(99) / 1e3);
    }

    void warmUp(int round, double rate, double compiling) {
        note(
                "Warm-up %d: %,.0f readings/s, compilers %.0f %% of the CPU.",
                round, rate, compiling * 100);
    }

    /**
     * Fresh readings a second, of pairs of runs.
     *
     * @param with as many as without, each beside its partner
     */
    void duplicates(List<Double> without, List<Double> with) {
        List<Double> costs =
                IntStream.range(0, with.size())
                        .mapToObj(pair -> 1 - with.get(pair) / without.get(pair))
                        .sorted()
                        .toList();
        double cost = costs.get(costs.size() / 2);
        add(
                new Line(
                        "E",
                        "2 % of the readings twice",
                        "costs ≤ 5 % of A",
                        text("%,.0f fresh readings/s", mean(with)),
                        text("%.1f %%", cost * 100),
                        cost <= 0.05 ? 1 : 0.05 / cost));
        note(
                "E: median of %d pairs of runs, a quarter as long as A's, without duplicates %s and with %s"
                        + " readings/s; costs of the pairs %s.",
                costs.size(), rates(without), rates(with), percents(costs));
    }

    private static double mean(List<Double> of) {
        return of.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static String percents(List<Double> of) {
        return of.stream()
                .map(share -> text("%.1f %%", share * 100))
                .collect(Collectors.joining(" / "));
    }

    private static String rates(List<Double> of) {
        return of.stream().map(rate -> text("%,.0f", rate)).collect(Collectors.joining(" / "));
    }

    void growth(double few, double many) {
        double fall = 1 - many / few;
        add(
                new Line(
                        "F",
                        "100,000 silos instead of 10,000",
                        "rate falls < 20 %",
                        text("%,.0f instead of %,.0f readings/s", many, few),
                        text("%.0f %%", fall * 100),
                        fall < 0.2 ? 1 : 0.2 / fall));
    }

    void memory(double bytes) {
        add(
                new Line(
                        "G",
                        "heap of a live silo, its share of a contract included",
                        "≤ 1.5 KiB",
                        text("%,.0f bytes", bytes),
                        text("%.1f KiB", bytes / 1024),
                        1536 / bytes));
    }

    void late(LateReading.Cost cost) {
        double ratio = cost.replayMs() / cost.lateMs();
        add(
                new Line(
                        "H",
                        text("a late reading in %,d events beside a replay", cost.events()),
                        "≥ 1,000 times cheaper",
                        text("%.2f ms beside %,.0f ms", cost.lateMs(), cost.replayMs()),
                        text("%,.0f times", ratio),
                        ratio / 1_000));
        note(
                "H: with its commit; when the silo has to be loaded from its snapshot first, %.2f ms.",
                cost.loadedMs());
    }

    void replay(long rows, double replayed, double copy) {
        double ratio = copy / replayed;
        add(
                new Line(
                        "I",
                        text("replay of %,d events into empty read models", rows),
                        "≥ 0.5 of COPY TO",
                        text("%.2f s beside %.2f s", replayed, copy),
                        text("%.2f", ratio),
                        ratio / 0.5));
    }

    void write(Path directory) throws IOException {
        lines.sort(Comparator.comparing(Line::letter));
        Files.writeString(directory.resolve("load.md"), table(), StandardCharsets.UTF_8);
        Files.writeString(directory.resolve("load.svg"), picture(), StandardCharsets.UTF_8);
        Path readme = directory.resolve("../README.md");
        if (scale == 1 && Files.exists(readme)) {
            MarkedTable.write(readme, "load", goals() + "\nMachine: " + Machine.describe() + "\n");
        }
    }

    private String table() {
        StringBuilder text = new StringBuilder(goals());
        text.append('\n');
        notes.forEach(note -> text.append("- ").append(note).append('\n'));
        text.append("- Machine: ").append(Machine.describe()).append('\n');
        if (scale != 1) {
            text.append(text("- Fed only %.2f of the readings of a whole run.%n", scale));
        }
        return text.toString();
    }

    private String goals() {
        StringBuilder text = new StringBuilder();
        text.append("| | what | goal | measured | ratio | reached |\n|---|---|---|---|---|---|\n");
        for (Line line : lines) {
            text.append(
                    text(
                            "| %s | %s | %s | %s | %s | %s |%n",
                            line.letter,
                            line.what,
                            line.goal,
                            line.found,
                            line.ratio,
                            line.reached >= 1
                                    ? "yes"
                                    : text("no, %.0f %% of it", line.reached * 100)));
        }
        return text.toString();
    }

    /** How much of each goal was reached; the line is the goal. */
    private String picture() {
        int height = ROW * lines.size() + 70;
        int width = LABEL + BAR_MAX + 130;
        int goal = LABEL + (int) (BAR_MAX / SHOWN_MAX);
        StringBuilder svg = new StringBuilder();
        svg.append(
                text(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n",
                        width, height, width, height));
        svg.append(
                text(
                        "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>%n<text x=\"10\" y=\"22\" font-size=\"15\">Goals of the load rig, reached (× goal)</text>%n",
                        width, height));
        int y = 40;
        for (Line line : lines) {
            double bar = Math.min(SHOWN_MAX, line.reached) / SHOWN_MAX * BAR_MAX;
            svg.append(
                    text(
                            "<text x=\"10\" y=\"%d\">%s  %s</text>%n<rect x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"20\" fill=\"%s\"/>%n<text x=\"%.0f\" y=\"%d\">%s</text>%n",
                            y + 15,
                            line.letter,
                            line.what.replace("&", "&amp;"),
                            LABEL,
                            y,
                            bar,
                            line.reached >= 1 ? "#2a7f62" : "#c1663a",
                            LABEL + bar + 6,
                            y + 15,
                            line.ratio));
            y += ROW;
        }
        svg.append(
                text(
                        "<line x1=\"%d\" x2=\"%d\" y1=\"34\" y2=\"%d\" stroke=\"#333\" stroke-dasharray=\"4 3\"/>%n<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">goal</text>%n</svg>%n",
                        goal, goal, y, goal, y + 16));
        return svg.toString();
    }
}
