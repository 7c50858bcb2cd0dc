package io.usance.offline;

import io.usance.chart.LevelPlot;
import io.usance.chart.LevelPlot.Draws;
import io.usance.chart.LevelPlot.Levels;
import io.usance.chart.LevelPlot.Line;
import io.usance.chart.LevelPlot.Mark;
import io.usance.chart.LevelPlot.Span;
import io.usance.chart.Point;
import io.usance.offline.MeteredPeriod.CountedDelivery;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The figure of a metered period, in a unit that suits the silo. */
public final class MeterPlot {
    /** From this many thousandths of kilograms or litres, axes are in tonnes or cubic metres. */
    private static final long LARGE_MILLI = 10_000_000;

    private final MeteredPeriod period;
    private final @Nullable TrueDraw truth;
    private final UnitOfMeasure unit;

    private MeterPlot(MeteredPeriod period, @Nullable TrueDraw truth) {
        this.period = period;
        this.truth = truth;
        boolean large = period.silo().capacity().milli() >= LARGE_MILLI;
        this.unit =
                period.silo().dimension() == Dimension.MASS
                        ? large ? UnitOfMeasure.TONNE : UnitOfMeasure.KILOGRAM
                        : large ? UnitOfMeasure.CUBIC_METRE : UnitOfMeasure.LITRE;
    }

    /**
     * Draws the figure.
     *
     * @param truth null if it is not known
     */
    public static String svg(MeteredPeriod period, @Nullable TrueDraw truth) {
        MeterPlot plot = new MeterPlot(period, truth);
        return LevelPlot.svg(
                plot.title(),
                plot.subtitle(),
                new Span(period.from(), period.to()),
                plot.unit.code(),
                plot.levels(),
                plot.draws());
    }

    private String title() {
        return "%s: %s drawn, ± %s (k = 2)"
                .formatted(
                        period.silo().siloId(),
                        shown(period.closed().consumed()),
                        shown(period.closed().expandedUncertainty()));
    }

    private String subtitle() {
        return "opening %s + deliveries %s − closing %s; %s to %s"
                .formatted(
                        shown(period.closed().opening()),
                        shown(period.closed().deliveries()),
                        shown(period.closed().closing()),
                        period.from(),
                        period.to());
    }

    private Levels levels() {
        return new Levels(
                points(period.course().levels()),
                points(period.course().medians()),
                period.deliveries().stream()
                        .map(delivery -> new Mark(delivery.at(), label(delivery)))
                        .toList());
    }

    private String label(CountedDelivery delivery) {
        String sign = delivery.quantity().milli() < 0 ? "" : "+";
        return switch (delivery.source()) {
            case WEIGHED, CORRECTION -> sign + shown(delivery.quantity());
            case ESTIMATED -> "≈ " + sign + shown(delivery.quantity());
        };
    }

    private Draws draws() {
        return new Draws(
                new Line(
                        "metered: provisional steps, final " + shown(period.closed().consumed()),
                        metered()),
                new Line(
                        "sum of decreases " + shown(period.sumOfDecreases()),
                        points(period.course().decreases())),
                truth == null ? null : drawn(truth));
    }

    private Line drawn(TrueDraw known) {
        return new Line(
                "true draw " + shown(known.between(period.from(), period.to())),
                points(known.course(period.from(), period.to())));
    }

    /** Provisional steps, then the final quantity at the end. */
    private List<Point> metered() {
        List<Point> metered = new ArrayList<>();
        metered.add(new Point(period.from(), 0));
        metered.addAll(points(period.course().provisional()));
        metered.add(new Point(period.to(), value(period.closed().consumed())));
        return metered;
    }

    private List<Point> points(List<MeteredPeriod.Point> points) {
        return points.stream()
                .map(point -> new Point(point.at(), value(point.quantity())))
                .toList();
    }

    private double value(Quantity quantity) {
        return quantity.in(unit).cut().doubleValue();
    }

    /** To two decimals of the figure's unit, for people. */
    private String shown(Quantity quantity) {
        int decimals = unit.milliBase().intValueExact() > 1_000 ? 2 : 1;
        return String.format(
                Locale.ROOT,
                "%s %s",
                quantity.in(unit).rounded(decimals, RoundingMode.HALF_UP).toPlainString(),
                unit.code());
    }
}
