package io.usance.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.watch.Measure.Group;
import io.usance.watch.Measure.Kind;
import io.usance.watch.Measure.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The Grafana dashboard: a panel per meter, a row per group. */
final class Dashboard {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int COLUMNS = 24;
    private static final int WIDTH = 8;
    private static final int HEIGHT = 7;
    private static final int SCHEMA_VERSION = 39;

    private final ObjectNode root = JSON.createObjectNode();
    private final ArrayNode panels;
    private int id;
    private int x;
    private int y;

    private Dashboard() {
        root.put("title", "Usance");
        root.put("uid", "usance");
        root.put("schemaVersion", SCHEMA_VERSION);
        root.put("refresh", "10s");
        root.putObject("time").put("from", "now-3h").put("to", "now");
        ObjectNode source = root.putObject("templating").putArray("list").addObject();
        source.put("name", "source").put("type", "datasource").put("query", "prometheus");
        panels = root.putArray("panels");
    }

    /**
     * A query and what its lines are called.
     *
     * @param expression PromQL
     * @param legend Grafana's template
     */
    private record Query(String expression, String legend) {}

    /** The file, in the same bytes every time. */
    static String json() {
        Dashboard dashboard = new Dashboard();
        for (Group group : Group.values()) {
            dashboard.row(group.title());
            for (Measure measure : Measure.values()) {
                if (measure.group() == group) {
                    dashboard.panel(measure);
                }
            }
        }
        dashboard.runtime();
        DefaultPrettyPrinter printer =
                new DefaultPrettyPrinter()
                        .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                        .withArrayIndenter(new DefaultIndenter("  ", "\n"));
        try {
            return JSON.writer(printer).writeValueAsString(dashboard.root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void runtime() {
        row("Process");
        panel(
                "heap",
                "",
                "bytes",
                List.of(
                        new Query(
                                "sum by (instance) (jvm_memory_used_bytes{area=\"heap\"})",
                                "{{instance}}")));
        panel(
                "processor",
                "",
                "percentunit",
                List.of(new Query("process_cpu_usage", "{{instance}}")));
        panel(
                "time in garbage collection",
                "",
                "percentunit",
                List.of(
                        new Query(
                                "sum by (instance)"
                                        + " (rate(jvm_gc_pause_seconds_sum[$__rate_interval]))",
                                "{{instance}}")));
    }

    private void row(String title) {
        y += x > 0 ? HEIGHT : 0;
        x = 0;
        ObjectNode row = panels.addObject();
        row.put("id", ++id).put("type", "row").put("title", title).put("collapsed", false);
        place(row, COLUMNS, 1);
        y++;
    }

    private void panel(Measure measure) {
        String description = measure.description().replace("`", "");
        panel(title(measure), description, unit(measure), queries(measure));
    }

    private static String title(Measure measure) {
        String name = measure.meter().replaceFirst("usance\\.", "").replace('.', ' ');
        return switch (measure.kind()) {
            case COUNTER -> name + " per second";
            case TIMER -> name + ", share of time";
            case HISTOGRAM -> name;
            case GAUGE -> isTimestamp(measure) ? name.replace(" timestamp", ", ago") : name;
        };
    }

    private void panel(String title, String description, String unit, List<Query> queries) {
        ObjectNode panel = panels.addObject();
        panel.put("id", ++id).put("type", "timeseries").put("title", title);
        if (!description.isEmpty()) {
            panel.put("description", description);
        }
        panel.putObject("datasource").put("type", "prometheus").put("uid", "${source}");
        if (x + WIDTH > COLUMNS) {
            x = 0;
            y += HEIGHT;
        }
        place(panel, WIDTH, HEIGHT);
        x += WIDTH;
        panel.putObject("fieldConfig").putObject("defaults").put("unit", unit).put("min", 0);
        ArrayNode targets = panel.putArray("targets");
        for (Query query : queries) {
            String refId = String.valueOf((char) ('A' + targets.size()));
            targets.addObject()
                    .put("refId", refId)
                    .put("expr", query.expression())
                    .put("legendFormat", query.legend());
        }
    }

    private void place(ObjectNode panel, int width, int height) {
        panel.putObject("gridPos").put("h", height).put("w", width).put("x", x).put("y", y);
    }

    private static List<Query> queries(Measure measure) {
        String name = measure.family();
        String by = measure.labels().isEmpty() ? "" : by(String.join(", ", measure.labels()));
        String legend = legend(measure.labels());
        return switch (measure.kind()) {
            case COUNTER -> List.of(new Query("sum%s (%s)".formatted(by, rate(name)), legend));
            case TIMER ->
                    List.of(new Query("sum%s (%s)".formatted(by, rate(name + "_sum")), legend));
            case HISTOGRAM ->
                    List.of(
                            quantile("0.5", name),
                            quantile("0.99", name),
                            new Query("max(%s_max)".formatted(name), "maximum"));
            case GAUGE -> List.of(gauge(measure, by, legend));
        };
    }

    private static Query gauge(Measure measure, String by, String legend) {
        String name = measure.family();
        if (isTimestamp(measure)) {
            return new Query("time() - max(%s)".formatted(name), "seconds ago");
        }
        if (measure.scope() == Scope.SHARED) {
            return new Query("max%s (%s)".formatted(by, name), legend);
        }
        List<String> labels = new ArrayList<>(List.of("instance"));
        labels.addAll(measure.labels());
        return new Query(name, legend(labels));
    }

    private static String by(String labels) {
        return " by (" + labels + ")";
    }

    private static String legend(List<String> labels) {
        return labels.isEmpty() ? "usance" : "{{" + String.join("}} {{", labels) + "}}";
    }

    private static String rate(String name) {
        return "rate(%s[$__rate_interval])".formatted(name);
    }

    private static Query quantile(String quantile, String name) {
        return new Query(
                "histogram_quantile(%s, sum by (le) (%s))"
                        .formatted(quantile, rate(name + "_bucket")),
                "p" + quantile.replace("0.5", "50").replace("0.99", "99"));
    }

    private static boolean isTimestamp(Measure measure) {
        return measure.meter().endsWith(".timestamp");
    }

    private static String unit(Measure measure) {
        if (measure.kind() == Kind.TIMER) {
            return "percentunit";
        }
        if (measure.kind() == Kind.COUNTER) {
            return "cps";
        }
        return measure.unit().toLowerCase(Locale.ROOT).equals("seconds") ? "s" : "short";
    }
}
