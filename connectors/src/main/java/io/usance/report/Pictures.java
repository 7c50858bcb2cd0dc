package io.usance.report;

import io.usance.chart.BarChart;
import io.usance.chart.BarChart.Bar;
import io.usance.chart.Colour;
import io.usance.chart.Drawing;
import io.usance.report.Report.AgeBucket;
import io.usance.report.Report.MatchLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The pictures of the money: every axis has its unit. */
final class Pictures {
    private final Report report;

    Pictures(Report report) {
        this.report = report;
    }

    List<Drawing> all() {
        return List.of(way(), ageing());
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
