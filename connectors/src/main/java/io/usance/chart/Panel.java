package io.usance.chart;

import io.usance.chart.Drawing.Align;
import java.util.List;

/** A drawing with a title, a vertical axis in a unit and a legend: what the charts share. */
final class Panel {
    static final double WIDTH = 760;
    static final double LEFT = 70;
    static final double RIGHT = WIDTH - 20;
    static final double TOP = 40;

    static final String GRID = "#dddddd";

    private static final int GRID_LINES_MAX = 10;

    /** Advance of a letter; estimated, for a text has no width until it is drawn. */
    private static final double LETTER_WIDTH = 7;

    final Drawing drawing;
    final Scale values;
    final double bottom;

    /** With a line at each round value from {@code least} to {@code most}. */
    Panel(String title, String unit, double height, double bottom, double least, double most) {
        this.drawing = new Drawing(WIDTH, height);
        this.values = new Scale(least, most, bottom, TOP);
        this.bottom = bottom;
        drawing.title(title);
        drawing.text(LEFT - 6, TOP - 8, Align.END, unit);
        for (Scale.Tick tick : values.valueTicks(GRID_LINES_MAX)) {
            drawing.line(GRID, 0.5, LEFT, tick.px(), RIGHT, tick.px());
            drawing.text(LEFT - 6, tick.px() + 4, Align.END, tick.label());
        }
    }

    /** A name of what is drawn in a colour. */
    record Entry(String colour, String name) {}

    void legend(double y, List<Entry> entries) {
        double x = LEFT;
        for (Entry entry : entries) {
            drawing.box(x, y - 8, 14, 8, entry.colour());
            drawing.text(x + 19, y, Align.START, entry.name());
            x += 40 + LETTER_WIDTH * entry.name().length();
        }
    }
}
