package io.usance.chart;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A figure of a metered period, as SVG: above, the level with its plateaus and deliveries; below,
 * what was metered beside the sum of decreases and the truth, if it is known. The same values give
 * the same bytes.
 */
public final class LevelPlot {
    /** Places with readings; of more, which only noise all over the panel has, a part is shown. */
    private static final int DOTS_MAX = 6_000;

    /** Points of a line; more than there are pixels. */
    private static final int POINTS_MAX = 1_100;

    private static final int WIDTH = 1200;
    private static final int HEIGHT = 800;
    private static final int LEFT = 80;
    private static final int RIGHT = 1170;
    private static final int LEVEL_TOP = 140;
    private static final int LEVEL_BOTTOM = 420;
    private static final int DRAW_TOP = 500;
    private static final int DRAW_BOTTOM = 740;

    /** Rows that labels of deliveries are put in, so that they do not overlap. */
    private static final int LABEL_ROWS = 3;

    private static final int LABEL_HEIGHT = 15;
    private static final int LABEL_WIDTH = 72;

    private static final String LEVELS = "#6d8ea3";
    private static final String MEDIANS = "#14507a";
    private static final String DELIVERIES = "#b8730a";
    private static final String METERED = "#14507a";
    private static final String DECREASES = "#c0392b";
    private static final String TRUTH = "#1e8449";

    private static final int VALUE_SPACES_MAX = 6;

    private final Svg svg = Svg.page(WIDTH, HEIGHT);
    private final Scale time;
    private final String unit;

    private LevelPlot(Span span, String unit) {
        this.time = Scale.ofTimes(span.from(), span.to(), LEFT, RIGHT);
        this.unit = unit;
    }

    /**
     * What the axis of time shows.
     *
     * @param to after {@code from}
     */
    public record Span(Instant from, Instant to) {}

    /** An instant that is marked, with what is written beside it where there is room. */
    public record Mark(Instant at, String label) {}

    /** A line and its name in the legend. */
    public record Line(String name, List<Point> points) {}

    /**
     * What the upper panel shows.
     *
     * @param readings in any order
     * @param medians of the readings, in order of time
     */
    public record Levels(List<Point> readings, List<Point> medians, List<Mark> deliveries) {}

    /**
     * What the lower panel shows, each from zero on.
     *
     * @param metered drawn in steps; at least its start and its end
     * @param truth null if it is not known
     */
    public record Draws(Line metered, Line decreases, @Nullable Line truth) {}

    /**
     * Draws the figure.
     *
     * @param unit of all values, for the axes
     * @return SVG of a file of its own
     */
    public static String svg(
            String title, String subtitle, Span span, String unit, Levels levels, Draws draws) {
        LevelPlot plot = new LevelPlot(span, unit);
        plot.svg.text(LEFT, 32, "start", "font-size=\"19\" font-weight=\"bold\"", title);
        plot.svg.text(LEFT, 52, "start", "", subtitle);
        plot.levels(levels);
        plot.draws(draws);
        return plot.svg.end();
    }

    private void levels(Levels levels) {
        double most = most(levels.readings(), levels.medians());
        Scale level = new Scale(0, Math.max(most * 1.03, 1e-3), LEVEL_BOTTOM, LEVEL_TOP);
        frame(level, LEVEL_TOP, LEVEL_BOTTOM, "level, " + unit);
        svg.path(
                dots(levels.readings(), level),
                "stroke=\"%s\" stroke-width=\"3\" stroke-linecap=\"round\" stroke-opacity=\"0.6\""
                        .formatted(LEVELS));
        svg.path(
                polyline(levels.medians(), level),
                "stroke=\"%s\" stroke-width=\"1.3\" stroke-linejoin=\"round\"".formatted(MEDIANS));
        deliveries(levels.deliveries());
        legend(
                74,
                List.of(
                        new Entry(LEVELS, "2.4 4", "readings recorded"),
                        new Entry(MEDIANS, "", "plateaus (medians of 5)"),
                        new Entry(DELIVERIES, "5 3", "deliveries counted")));
    }

    /** One for each place in the figure that has any, so that no spike is left out. */
    private String dots(List<Point> levels, Scale level) {
        Set<String> places = new LinkedHashSet<>();
        for (Point point : levels) {
            long x = Math.round(time.px(point.at()));
            long y = Math.round(level.px(point.value()));
            places.add("M" + x + "," + y + "h0");
        }
        List<String> all = List.copyOf(places);
        int stride = Math.ceilDiv(Math.max(1, all.size()), DOTS_MAX);
        return IntStream.range(0, Math.ceilDiv(all.size(), stride))
                .mapToObj(i -> all.get(i * stride))
                .collect(Collectors.joining());
    }

    /** A line each, and its quantity above the panel where there is room for it. */
    private void deliveries(List<Mark> deliveries) {
        double[] freeFrom = new double[LABEL_ROWS];
        List<Mark> inTime = deliveries.stream().sorted(Comparator.comparing(Mark::at)).toList();
        for (Mark delivery : inTime) {
            double x = Math.clamp(time.px(delivery.at()), LEFT, RIGHT);
            svg.line(
                    x,
                    LEVEL_TOP,
                    x,
                    LEVEL_BOTTOM,
                    "stroke=\"%s\" stroke-dasharray=\"5 3\"".formatted(DELIVERIES));
            double start = Math.min(x, RIGHT - LABEL_WIDTH);
            for (int row = 0; row < LABEL_ROWS; row++) {
                if (start >= freeFrom[row]) {
                    freeFrom[row] = start + LABEL_WIDTH;
                    svg.text(
                            start,
                            LEVEL_TOP - 6 - row * LABEL_HEIGHT,
                            "start",
                            "font-size=\"12\" fill=\"%s\"".formatted(DELIVERIES),
                            delivery.label());
                    break;
                }
            }
        }
    }

    private void draws(Draws draws) {
        List<Point> metered = draws.metered().points();
        Line truth = draws.truth();
        List<Point> drawn = truth == null ? List.of() : truth.points();
        double most = most(metered, draws.decreases().points(), drawn);
        Scale quantity = new Scale(0, Math.max(most * 1.05, 1e-3), DRAW_BOTTOM, DRAW_TOP);
        frame(quantity, DRAW_TOP, DRAW_BOTTOM, "drawn so far, " + unit);
        svg.text((LEFT + RIGHT) / 2.0, DRAW_BOTTOM + 42, "middle", "", "time, UTC");
        svg.path(
                polyline(draws.decreases().points(), quantity),
                "stroke=\"%s\" stroke-width=\"1.6\"".formatted(DECREASES));
        svg.path(steps(metered, quantity), "stroke=\"%s\" stroke-width=\"2\"".formatted(METERED));
        svg.path(
                polyline(drawn, quantity),
                "stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"6 4\"".formatted(TRUTH));
        svg.path(
                "M" + at(metered.getLast(), quantity) + "h0",
                "stroke=\"%s\" stroke-width=\"9\" stroke-linecap=\"round\"".formatted(METERED));
        List<Entry> entries = new ArrayList<>();
        entries.add(new Entry(METERED, "", draws.metered().name()));
        entries.add(new Entry(DECREASES, "", draws.decreases().name()));
        if (truth != null) {
            entries.add(new Entry(TRUTH, "6 4", truth.name()));
        }
        legend(482, entries);
    }

    /** The largest value; 1 where there is none. */
    @SafeVarargs
    private static double most(List<Point>... lines) {
        return Stream.of(lines).flatMap(List::stream).mapToDouble(Point::value).max().orElse(1);
    }

    private void frame(Scale values, int top, int bottom, String name) {
        for (Scale.Tick tick : values.valueTicks(VALUE_SPACES_MAX)) {
            svg.line(LEFT, tick.px(), RIGHT, tick.px(), "stroke=\"#e3e6e8\"");
            svg.text(LEFT - 8, tick.px() + 4, "end", "", tick.label());
        }
        for (Scale.Tick tick : time.timeTicks()) {
            svg.line(tick.px(), bottom, tick.px(), bottom + 5, "stroke=\"#777\"");
            svg.text(tick.px(), bottom + 20, "middle", "", tick.label());
        }
        svg.path(
                "M%d,%dV%dH%d".formatted(LEFT, top, bottom, RIGHT),
                "stroke=\"#777\" stroke-width=\"1\"");
        double middle = (top + bottom) / 2.0;
        svg.text(
                22,
                middle,
                "middle",
                "transform=\"rotate(-90 22 %s)\"".formatted(Svg.px(middle)),
                name);
    }

    private record Entry(String colour, String dashes, String name) {}

    /** Side by side; widths are estimated, for SVG text has none until it is drawn. */
    private void legend(int y, List<Entry> entries) {
        double x = LEFT;
        for (Entry entry : entries) {
            svg.line(
                    x,
                    y - 4,
                    x + 30,
                    y - 4,
                    "stroke=\"%s\" stroke-width=\"2.4\"%s"
                            .formatted(
                                    entry.colour(),
                                    entry.dashes().isEmpty()
                                            ? ""
                                            : " stroke-dasharray=\"" + entry.dashes() + '"'));
            svg.text(x + 38, y, "start", "", entry.name());
            x += 38 + entry.name().length() * 7.2 + 30;
        }
    }

    /** Through at most {@link #POINTS_MAX} of the points, the last one always; never backwards. */
    private String polyline(List<Point> points, Scale values) {
        StringBuilder line = new StringBuilder();
        int stride = Math.ceilDiv(Math.max(1, points.size()), POINTS_MAX);
        double x = LEFT;
        for (int i = 0; i < points.size(); i++) {
            if (i % stride == 0 || i == points.size() - 1) {
                // Times that a gateway reconstructed may run back a little.
                x = Math.max(x, time.px(points.get(i).at()));
                line.append(line.isEmpty() ? 'M' : 'L')
                        .append(Svg.px(x))
                        .append(',')
                        .append(y(points.get(i), values));
            }
        }
        return line.toString();
    }

    private String steps(List<Point> points, Scale values) {
        StringBuilder line = new StringBuilder("M").append(at(points.getFirst(), values));
        for (Point point : points.subList(1, points.size())) {
            line.append('H')
                    .append(Svg.px(Math.clamp(time.px(point.at()), LEFT, RIGHT)))
                    .append('V')
                    .append(y(point, values));
        }
        return line.toString();
    }

    private String at(Point point, Scale values) {
        return Svg.px(time.px(point.at())) + "," + y(point, values);
    }

    private String y(Point point, Scale values) {
        return Svg.px(values.px(point.value()));
    }
}
