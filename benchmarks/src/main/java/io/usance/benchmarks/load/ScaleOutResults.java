package io.usance.benchmarks.load;

import io.usance.benchmarks.load.ScaleOut.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@link ScaleOut} measured: said at once, and kept for the table. */
final class ScaleOutResults {
    private final double scale;
    private final List<Run> runs = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    ScaleOutResults(double scale) {
        this.scale = scale;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private void note(String format, Object... values) {
        String note = text(format, values);
        notes.add(note);
        System.out.println(note);
    }

    void add(Run run) {
        runs.add(run);
        System.out.print(row(run));
    }

    private String row(Run run) {
        return text(
                "| %d | %d | %,.0f | %.2f | %.1f | %.1f | %.1f | %.1f | %d | %.0f | %.2f | %.0f | %.0f |%n",
                run.instances(),
                run.run(),
                run.recordsPerSecond(),
                run.recordsPerSecond() / runs.getFirst().recordsPerSecond(),
                run.microsPerRecord(0) + run.microsPerRecord(1) + run.microsPerRecord(2),
                run.microsPerRecord(0),
                run.microsPerRecord(1),
                run.microsPerRecord(2),
                run.refused(),
                run.connections(),
                (double) run.events() / run.records(),
                (double) run.storedBytes() / run.records(),
                (double) run.walBytes() / run.records());
    }

    void rebalances(Run calm, Run moved, int count) {
        note(
                "Two instances while a consumer joins their group and leaves it, %d rebalances in all: %.1f s instead of %.1f s, %.2f s each; %d units of work refused.",
                count,
                moved.seconds(),
                calm.seconds(),
                (moved.seconds() - calm.seconds()) / count,
                moved.refused());
    }

    void appends(double one, double four) {
        note(
                "Appends of one event each, committed: %,.0f a second by one writer, %,.0f by four. The head of the log is held until the commit is on disk.",
                one, four);
    }

    void write(Path directory) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(
                "| instances | readings in a run | readings/s | beside one | µs of CPU per reading | of that instances | Postgres | broker and rig | units of work refused | connections each | events per reading | bytes stored per reading | bytes of WAL per reading |\n"
                        + "|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        runs.forEach(run -> text.append(row(run)));
        text.append(
                text(
                        "%n- %,d readings of %,d silos in runs of %d, a tenth of them one by one, %d partitions; drained as in the load rig. Every instance was warmed up, and all stood still while the backlog was fed.%n",
                        runs.getFirst().records(),
                        ScaleOut.SILOS,
                        ScaleOut.RUN,
                        ScaleOut.PARTITIONS));
        notes.forEach(note -> text.append("- ").append(note).append('\n'));
        text.append("- Machine: ").append(Machine.describe()).append('\n');
        if (scale != 1) {
            text.append(text("- Fed only %.2f of the readings of a whole run.%n", scale));
        }
        Files.writeString(directory.resolve("scaleout.md"), text, StandardCharsets.UTF_8);
    }
}
