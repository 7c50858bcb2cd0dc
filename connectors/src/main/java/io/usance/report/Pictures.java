package io.usance.report;

import io.usance.chart.BarChart;
import io.usance.chart.BarChart.Bar;
import io.usance.chart.Colour;
import io.usance.chart.Drawing;
import io.usance.chart.Point;
import io.usance.chart.TimeChart;
import io.usance.report.Report.AgeBucket;
import io.usance.report.Report.BridgeLine;
import io.usance.report.Report.LevelCourse;
import io.usance.report.Report.MatchLine;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report's pictures: every axis has its unit. */
final class Pictures {
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);

    private static final int QUANTITY_DECIMALS = 3;

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
        Report.Header header = report.header();
        return new TimeChart(header.start(), header.end(), ZoneId.of(header.zone()))
                .of(
                        "Silo %s: level, deliveries and consumption so far, %s"
                                .formatted(course.siloId(), large()),
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

    private Drawing bridge() {
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

    private Drawing way() {
        List<Bar> bars = new ArrayList<>();
        for (MatchLine line : report.match()) {
            if (line.gross() != null) {
                bars.add(
                        BarChart.amount(
                                line.stage().toLowerCase(Locale.ROOT),
                                line.gross().doubleValue(),
                                moneyDecimals(),
                                bars.isEmpty() ? Colour.BLUE : Colour.LIGHT_BLUE));
            }
        }
        return BarChart.of(
                "Money from charged to paid, gross, " + report.header().currency(),
                report.header().currency(),
                bars);
    }

    private Drawing ageing() {
        List<Bar> bars = new ArrayList<>();
        List<Colour> colours = List.of(Colour.GREEN, Colour.ORANGE, Colour.ORANGE, Colour.RED);
        for (AgeBucket bucket : report.ageing()) {
            bars.add(
                    BarChart.amount(
                            bucket.days() + " days",
                            bucket.amount().doubleValue(),
                            moneyDecimals(),
                            colours.get(bars.size())));
        }
        return BarChart.of(
                "Open amounts by age, " + report.header().currency(),
                report.header().currency(),
                bars);
    }

    private int moneyDecimals() {
        return Math.max(0, report.tax().net().scale());
    }
}
