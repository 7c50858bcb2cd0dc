package io.usance.report;

import io.usance.chart.Colour;
import io.usance.chart.Drawing;
import io.usance.chart.TimeChart;
import io.usance.report.Report.MeterChapter;
import io.usance.report.Report.MeterColumn;
import io.usance.report.Report.MeterCourse;
import io.usance.report.Report.MeterTable;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A kind's chapter of the canonical report as tables and pictures. */
final class MeterTables {
    private static final List<Colour> COLOURS = List.of(Colour.BLUE, Colour.GREEN, Colour.ORANGE);

    private MeterTables() {}

    static List<Table> of(Report report, String kind) {
        return chapters(report, kind)
                .flatMap(chapter -> chapter.tables().stream())
                .map(MeterTables::table)
                .toList();
    }

    private static Stream<MeterChapter> chapters(Report report, String kind) {
        return report.meters() == null
                ? Stream.empty()
                : report.meters().stream().filter(chapter -> chapter.kind().equals(kind));
    }

    private static Table table(MeterTable table) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<@Nullable String> cells : table.rows()) {
            List<@Nullable Object> row = new ArrayList<>();
            for (int i = 0; i < cells.size(); i++) {
                row.add(cell(table.columns().get(i), cells.get(i)));
            }
            rows.add(row);
        }
        return new Table(
                table.name(),
                table.title(),
                table.columns().stream().map(MeterColumn::name).toList(),
                rows);
    }

    private static @Nullable Object cell(MeterColumn column, @Nullable String text) {
        return text != null && column.number() ? new BigDecimal(text) : text;
    }

    static List<Drawing> pictures(Report report, String kind) {
        return chapters(report, kind)
                .flatMap(chapter -> chapter.courses().stream())
                .map(course -> drawing(report.header(), course))
                .toList();
    }

    private static Drawing drawing(Report.Header header, MeterCourse course) {
        List<TimeChart.Line> lines = new ArrayList<>();
        for (Report.CourseLine line : course.lines()) {
            lines.add(
                    new TimeChart.Line(
                            line.name(),
                            COLOURS.get(lines.size() % COLOURS.size()),
                            line.points().stream()
                                    .map(point ->
                                            new io.usance.chart.Point(
                                                    point.at(), point.quantity().doubleValue()))
                                    .toList()));
        }
        return new TimeChart(header.start(), header.end(), ZoneId.of(header.zone()))
                .of(
                        course.title(),
                        course.unit(),
                        lines,
                        new TimeChart.Marks("", Colour.ORANGE, List.of()));
    }

    /** The cells of its tables, named by the cells that name their row. */
    static SortedMap<String, String> figures(MeterChapter chapter) {
        SortedMap<String, String> figures = new TreeMap<>();
        for (MeterTable table : chapter.tables()) {
            for (List<@Nullable String> cells : table.rows()) {
                figures(table, cells, figures);
            }
        }
        return figures;
    }

    private static void figures(
            MeterTable table, List<@Nullable String> cells, SortedMap<String, String> figures) {
        String row =
                cells.subList(0, table.keys()).stream()
                        .filter(key -> key != null && !key.isEmpty())
                        .collect(Collectors.joining("."));
        for (int i = table.keys(); i < cells.size(); i++) {
            String text = cells.get(i);
            if (text != null) {
                figures.put(
                        "meters.%s.%s.%s"
                                .formatted(table.name(), row, table.columns().get(i).name()),
                        text);
            }
        }
    }
}
