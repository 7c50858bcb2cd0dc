package io.usance.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A picture as shapes, the origin above left; drawn the same as SVG and in PDF.
 *
 * @param width of the picture, in points
 * @param height of the picture, in points
 */
record Drawing(double width, double height, List<Shape> shapes) {

    Drawing(double width, double height) {
        this(width, height, new ArrayList<>());
    }

    sealed interface Shape {}

    /** Points of a line in turn: x, y, x, y. */
    record Line(double[] points, String colour, double thickness, boolean dashed)
            implements Shape {}

    record Box(double x, double y, double width, double height, String colour) implements Shape {}

    enum Align {
        START,
        MIDDLE,
        END
    }

    record Text(double x, double y, String text, double size, Align align, String colour)
            implements Shape {}

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
        shapes.add(new Text(x, y, text, 11, align, "#333333"));
    }

    void title(String text) {
        shapes.add(new Text(0, 14, text, 13, Align.START, "#111111"));
    }
}
