package io.usance.chart;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A picture as shapes, the origin above left: what is drawn the same as SVG, in PDF and in other
 * forms. Colours are {@code #rrggbb}.
 */
public final class Drawing {
    private static final double TEXT_SIZE = 11;
    private static final double TITLE_SIZE = 13;

    private final double width;
    private final double height;
    private final List<Shape> shapes = new ArrayList<>();

    /**
     * An empty picture.
     *
     * @param width in points
     * @param height in points
     */
    public Drawing(double width, double height) {
        this.width = width;
        this.height = height;
    }

    /** What a picture is made of; lengths in points. */
    public sealed interface Shape {}

    /**
     * A line through points.
     *
     * @param points x and y in turn
     */
    public record Line(double[] points, String colour, double thickness, boolean dashed)
            implements Shape {}

    /** A filled rectangle; {@code x} and {@code y} are its corner above left. */
    public record Box(double x, double y, double width, double height, String colour)
            implements Shape {}

    /** Which part of a text is at its {@code x}. */
    public enum Align {
        START,
        MIDDLE,
        END
    }

    /** One line of text; {@code y} is its base line. */
    public record Text(double x, double y, String text, double size, Align align, String colour)
            implements Shape {}

    /** In points. */
    public double width() {
        return width;
    }

    /** In points. */
    public double height() {
        return height;
    }

    /** In the order they are drawn, the first lowest. */
    public List<Shape> shapes() {
        return Collections.unmodifiableList(shapes);
    }

    void line(String colour, double thickness, double... points) {
        shapes.add(new Line(points, colour, thickness, false));
    }

    void dashed(String colour, double... points) {
        shapes.add(new Line(points, colour, 1, true));
    }

    void box(double x, double y, double w, double h, String colour) {
        shapes.add(new Box(x, y, w, h, colour));
    }

    void text(double x, double y, Align align, String text) {
        shapes.add(new Text(x, y, text, TEXT_SIZE, align, "#333333"));
    }

    void title(String text) {
        shapes.add(new Text(0, 14, text, TITLE_SIZE, Align.START, "#111111"));
    }

    /** The picture as an SVG element for an HTML page. */
    public String svg() {
        Svg svg = Svg.part(width, height);
        for (Shape shape : shapes) {
            draw(shape, svg);
        }
        return svg.end();
    }

    private static void draw(Shape shape, Svg svg) {
        switch (shape) {
            case Line line ->
                    svg.polyline(
                            line.points(),
                            "stroke=\"%s\" stroke-width=\"%s\"%s"
                                    .formatted(
                                            line.colour(),
                                            Svg.px(line.thickness()),
                                            line.dashed() ? " stroke-dasharray=\"4 3\"" : ""));
            case Box box ->
                    svg.rectangle(
                            box.x(),
                            box.y(),
                            box.width(),
                            box.height(),
                            "fill=\"%s\"".formatted(box.colour()));
            case Text text ->
                    svg.text(
                            text.x(),
                            text.y(),
                            text.align().name().toLowerCase(Locale.ROOT),
                            "font-size=\"%s\" fill=\"%s\""
                                    .formatted(Svg.px(text.size()), text.colour()),
                            text.text());
        }
    }
}
