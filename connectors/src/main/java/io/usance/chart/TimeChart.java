package io.usance.chart;

import io.usance.chart.Drawing.Align;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines over time on one axis, and instants marked by a vertical line. */
public final class TimeChart {
    private static final double HEIGHT = 260;
    private static final double BOTTOM = 220;

    private static final int DAY_TICKS_MAX = 11;
    private static final long DAY_MS = 86_400_000;

    private final Instant start;
    private final Instant end;
    private final ZoneId zone;
    private final Scale time;

    /**
     * For a span of time.
     *
     * @param end after {@code start}
     * @param zone whose midnights are marked
     */
    public TimeChart(Instant start, Instant end, ZoneId zone) {
        this.start = start;
        this.end = end;
        this.zone = zone;
        this.time = Scale.ofTimes(start, end, Panel.LEFT, Panel.RIGHT);
    }

    /** A line, drawn from two points on. */
    public record Line(String name, Colour colour, List<Point> points) {}

    /** Instants that are marked. */
    public record Marks(String name, Colour colour, List<Instant> at) {}

    /** Draws the lines over the marks. */
    public Drawing of(String title, String unit, List<Line> lines, Marks marks) {
        double most = 1e-3;
        for (Line line : lines) {
            for (Point point : line.points()) {
                most = Math.max(most, point.value());
            }
        }
        Panel panel = new Panel(title, unit, HEIGHT, BOTTOM, 0, most * 1.05);
        panel.drawing.text(Panel.RIGHT, 250, Align.END, "month-day, " + zone.getId());
        days(panel.drawing);
        for (Instant at : marks.at()) {
            panel.drawing.dashed(marks.colour().code, x(at), Panel.TOP, x(at), BOTTOM);
        }
        List<Panel.Entry> legend = new ArrayList<>();
        for (Line line : lines) {
            draw(line, panel);
            legend.add(new Panel.Entry(line.colour().code, line.name()));
        }
        legend.add(new Panel.Entry(marks.colour().code, marks.name()));
        panel.legend(250, legend);
        return panel.drawing;
    }

    private void draw(Line line, Panel panel) {
        List<Point> points = line.points();
        if (points.size() < 2) {
            return;
        }
        double[] drawn = new double[points.size() * 2];
        for (int i = 0; i < points.size(); i++) {
            drawn[2 * i] = x(points.get(i).at());
            drawn[2 * i + 1] = panel.values.px(points.get(i).value());
        }
        panel.drawing.line(line.colour().code, 1.4, drawn);
    }

    /** Times outside the span are drawn at its edge. */
    private double x(Instant at) {
        return Math.clamp(time.px(at), Panel.LEFT, Panel.RIGHT);
    }

    /** A tick every few days, at local midnight. */
    private void days(Drawing drawing) {
        long days = (end.toEpochMilli() - start.toEpochMilli()) / DAY_MS;
        int step = (int) Math.max(1, Math.ceilDiv(days, DAY_TICKS_MAX));
        for (ZonedDateTime at = start.atZone(zone);
                at.toInstant().isBefore(end);
                at = at.plusDays(step)) {
            double x = x(at.toInstant());
            drawing.line(Panel.GRID, 0.5, x, BOTTOM, x, BOTTOM + 4);
            drawing.text(
                    x,
                    BOTTOM + 15,
                    Align.MIDDLE,
                    String.format(
                            Locale.ROOT, "%02d-%02d", at.getMonthValue(), at.getDayOfMonth()));
        }
    }
}
