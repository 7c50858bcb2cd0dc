package io.usance.report;

import io.usance.report.Drawing.Align;
import io.usance.report.Report.AgeBucket;
import io.usance.report.Report.BridgeLine;
import io.usance.report.Report.LevelCourse;
import io.usance.report.Report.MatchLine;
import io.usance.report.Report.Point;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report's pictures: every axis has its unit. */
final class Pictures {
    private static final double WIDTH = 760;
    private static final double LEFT = 70;
    private static final double RIGHT = WIDTH - 20;

    private static final String BLUE = "#1f5f8b";
    private static final String LIGHT = "#8fb3c9";
    private static final String ORANGE = "#b8730a";
    private static final String GREEN = "#2e7d4f";
    private static final String RED = "#b03a2e";
    private static final String GRID = "#dddddd";

    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);

    private final Report report;

    Pictures(Report report) {
        this.report = report;
    }

    List<Drawing> all() {
        List<Drawing> all = new ArrayList<>();
        for (LevelCourse course : report.levels()) {
            all.add(level(course));
        }
        all.add(bridge());
        all.add(way());
        all.add(ageing());
        return all;
    }

    private String large() {
        return report.header().unit().equals("kg") ? "t" : "m³";
    }

    private static double large(BigDecimal quantity) {
        return quantity.divide(THOUSAND).doubleValue();
    }

    /** Level and what was metered so far on one axis: both are quantities of the same material. */
    private Drawing level(LevelCourse course) {
        Drawing drawing = new Drawing(WIDTH, 260);
        drawing.title(
                "Silo %s: level, deliveries and consumption so far, %s"
                        .formatted(course.siloId(), large()));
        double most = 1e-3;
        for (List<Point> points : List.of(course.levels(), course.consumed())) {
            for (Point point : points) {
                most = Math.max(most, large(point.quantity()));
            }
        }
        Axis axis = new Axis(0, most * 1.05, 220, 40);
        grid(drawing, axis, large());
        drawing.text(RIGHT, 250, Align.END, "month-day, " + report.header().zone());
        Instant start = report.header().start();
        Instant end = report.header().end();
        days(drawing, start, end);
        for (Point delivery : course.deliveries()) {
            double x = x(delivery.at(), start, end);
            drawing.dashed(ORANGE, x, 40, x, 220);
        }
        polyline(drawing, LIGHT, course.levels(), axis, start, end);
        polyline(drawing, BLUE, course.consumed(), axis, start, end);
        legend(
                drawing,
                250,
                List.of("level", "consumed so far", "delivery"),
                List.of(LIGHT, BLUE, ORANGE));
        return drawing;
    }

    private static void polyline(
            Drawing drawing,
            String colour,
            List<Point> points,
            Axis axis,
            Instant start,
            Instant end) {
        if (points.size() < 2) {
            return;
        }
        double[] line = new double[points.size() * 2];
        for (int i = 0; i < points.size(); i++) {
            line[2 * i] = x(points.get(i).at(), start, end);
            line[2 * i + 1] = axis.y(large(points.get(i).quantity()));
        }
        drawing.line(colour, 1.4, line);
    }

    private static double x(Instant at, Instant start, Instant end) {
        double share =
                (double) (at.toEpochMilli() - start.toEpochMilli())
                        / (end.toEpochMilli() - start.toEpochMilli());
        return LEFT + Math.clamp(share, 0, 1) * (RIGHT - LEFT);
    }

    /** A tick every few days, at local midnight. */
    private void days(Drawing drawing, Instant start, Instant end) {
        ZoneId zone = ZoneId.of(report.header().zone());
        long days = (end.toEpochMilli() - start.toEpochMilli()) / 86_400_000;
        int step = (int) Math.max(1, Math.ceilDiv(days, 11));
        for (ZonedDateTime at = start.atZone(zone);
                at.toInstant().isBefore(end);
                at = at.plusDays(step)) {
            double x = x(at.toInstant(), start, end);
            drawing.line(GRID, 0.5, x, 220, x, 224);
            drawing.text(
                    x,
                    235,
                    Align.MIDDLE,
                    String.format(
                            Locale.ROOT, "%02d-%02d", at.getMonthValue(), at.getDayOfMonth()));
        }
    }

    private record Axis(double from, double to, double bottom, double top) {
        double y(double value) {
            return bottom - (value - from) / (to - from) * (bottom - top);
        }
    }

    /** About five lines at round values. */
    private static void grid(Drawing drawing, Axis axis, String unit) {
        drawing.text(LEFT - 6, axis.top() - 8, Align.END, unit);
        double span = axis.to() - axis.from();
        double step = Math.pow(10, Math.floor(Math.log10(span / 5)));
        step *= span / step > 25 ? 5 : span / step > 10 ? 2 : 1;
        int decimals = Math.max(0, (int) Math.ceil(-Math.log10(step)));
        for (double v = Math.ceil(axis.from() / step) * step; v <= axis.to(); v += step) {
            double y = axis.y(v);
            drawing.line(GRID, 0.5, LEFT, y, RIGHT, y);
            drawing.text(
                    LEFT - 6,
                    y + 4,
                    Align.END,
                    String.format(Locale.ROOT, "%,." + decimals + "f", v == 0 ? 0.0 : v));
        }
    }

    private static void legend(
            Drawing drawing, double y, List<String> names, List<String> colours) {
        double x = LEFT;
        for (int i = 0; i < names.size(); i++) {
            drawing.box(x, y - 8, 14, 8, colours.get(i));
            drawing.text(x + 19, y, Align.START, names.get(i));
            x += 40 + 7.0 * names.get(i).length();
        }
    }

    private record Step(String name, double from, double to, String colour) {}

    private Drawing bridge() {
        BridgeLine total = report.bridge().getLast();
        double opening = large(total.opening());
        double delivered = opening + large(total.deliveries());
        double adjusted = delivered + large(total.adjustments());
        double closing = adjusted - large(total.consumed());
        List<Step> steps =
                List.of(
                        new Step("opening", 0, opening, BLUE),
                        new Step("+ deliveries", opening, delivered, GREEN),
                        new Step("± adjustments", delivered, adjusted, ORANGE),
                        new Step("− consumed", adjusted, closing, RED),
                        new Step("= closing", 0, closing, BLUE));
        return waterfall("Stock bridge, all silos, " + large(), large(), steps, 3);
    }

    private Drawing way() {
        List<Step> steps = new ArrayList<>();
        for (MatchLine line : report.match()) {
            if (line.gross() != null) {
                double to = line.gross().doubleValue();
                steps.add(
                        new Step(
                                line.stage().toLowerCase(Locale.ROOT),
                                0,
                                to,
                                steps.isEmpty() ? BLUE : LIGHT));
            }
        }
        return waterfall(
                "Money from charged to paid, gross, " + report.header().currency(),
                report.header().currency(),
                steps,
                moneyDecimals());
    }

    private Drawing ageing() {
        List<Step> steps = new ArrayList<>();
        List<String> colours = List.of(GREEN, ORANGE, ORANGE, RED);
        for (AgeBucket bucket : report.ageing()) {
            steps.add(
                    new Step(
                            bucket.days() + " days",
                            0,
                            bucket.amount().doubleValue(),
                            colours.get(steps.size())));
        }
        return waterfall(
                "Open amounts by age, " + report.header().currency(),
                report.header().currency(),
                steps,
                moneyDecimals());
    }

    private int moneyDecimals() {
        return Math.max(0, report.tax().net().scale());
    }

    private static Drawing waterfall(String title, String unit, List<Step> steps, int decimals) {
        Drawing drawing = new Drawing(WIDTH, 230);
        drawing.title(title);
        double most = 0;
        double least = 0;
        for (Step step : steps) {
            most = Math.max(most, Math.max(step.from(), step.to()));
            least = Math.min(least, Math.min(step.from(), step.to()));
        }
        Axis axis = new Axis(least * 1.1, most > least ? most * 1.12 : 1, 190, 40);
        grid(drawing, axis, unit);
        double slot = (RIGHT - LEFT) / Math.max(1, steps.size());
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            double x = LEFT + slot * i + slot * 0.18;
            double top = axis.y(Math.max(step.from(), step.to()));
            double bottom = axis.y(Math.min(step.from(), step.to()));
            drawing.box(x, top, slot * 0.64, Math.max(1, bottom - top), step.colour());
            drawing.text(
                    x + slot * 0.32,
                    top - 4,
                    Align.MIDDLE,
                    String.format(
                            Locale.ROOT,
                            "%,." + decimals + "f",
                            step.name().startsWith("=") || step.from() == 0
                                    ? step.to()
                                    : step.to() - step.from()));
            drawing.text(x + slot * 0.32, 210, Align.MIDDLE, step.name());
        }
        drawing.line("#555555", 1, LEFT, axis.y(0), RIGHT, axis.y(0));
        return drawing;
    }
}
