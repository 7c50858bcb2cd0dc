package io.usance.report.silo;

import io.usance.chart.BarChart;
import io.usance.chart.BarChart.Bar;
import io.usance.chart.Colour;
import io.usance.chart.Drawing;
import io.usance.chart.Point;
import io.usance.chart.TimeChart;
import io.usance.report.Report;
import io.usance.report.Report.BridgeLine;
import io.usance.report.Report.LevelCourse;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;

/** Levels and the stock bridge, in tonnes or cubic metres. */
final class SiloPictures {
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);
    private static final int QUANTITY_DECIMALS = 3;

    private final Report report;

    SiloPictures(Report report) {
        this.report = report;
    }

    private String large() {
        return report.header().unit().equals("kg") ? "t" : "m³";
    }

    private static double large(BigDecimal quantity) {
        return quantity.divide(THOUSAND).doubleValue();
    }

    /** Level and what was metered so far on one axis: both are quantities of the same material. */
    Drawing level(LevelCourse course) {
        Report.Header header = report.header();
        return new TimeChart(header.start(), header.end(), ZoneId.of(header.zone()))
                .of(
                        "Silo %s: level, deliveries and consumption so far, %s"
                                .formatted(course.meterId(), large()),
                        large(),
                        List.of(
                                new TimeChart.Line(
                                        "level", Colour.LIGHT_BLUE, large(course.levels())),
                                new TimeChart.Line(
                                        "consumed so far", Colour.BLUE, large(course.consumed()))),
                        new TimeChart.Marks(
                                "delivery",
                                Colour.ORANGE,
                                course.deliveries().stream().map(Report.Point::at).toList()));
    }

    private static List<Point> large(List<Report.Point> points) {
        return points.stream()
                .map(point -> new Point(point.at(), large(point.quantity())))
                .toList();
    }

    Drawing bridge() {
        BridgeLine total = report.bridge().getLast();
        double opening = large(total.opening());
        double delivered = opening + large(total.deliveries());
        double adjusted = delivered + large(total.adjustments());
        double closing = adjusted - large(total.consumed());
        return BarChart.of(
                "Stock bridge, all silos, " + large(),
                large(),
                List.of(
                        BarChart.amount("opening", opening, QUANTITY_DECIMALS, Colour.BLUE),
                        change("+ deliveries", opening, delivered, Colour.GREEN),
                        change("± adjustments", delivered, adjusted, Colour.ORANGE),
                        change("− consumed", adjusted, closing, Colour.RED),
                        BarChart.amount("= closing", closing, QUANTITY_DECIMALS, Colour.BLUE)));
    }

    private static Bar change(String name, double from, double to, Colour colour) {
        return BarChart.change(name, from, to, QUANTITY_DECIMALS, colour);
    }
}
