package io.usance.chart;

import io.usance.chart.Drawing.Align;
import java.util.List;
import java.util.Locale;

/** Bars from one value to another, side by side: a waterfall, or amounts that stand on zero. */
public final class BarChart {
    private static final double HEIGHT = 230;
    private static final double BOTTOM = 190;
    private static final double NAMES = 210;

    /** Part of its slot that a bar takes. */
    private static final double BAR_SHARE = 0.64;

    private BarChart() {}

    /**
     * A bar.
     *
     * @param label shown above it
     */
    public record Bar(String name, double from, double to, String label, Colour colour) {}

    /**
     * A bar from zero.
     *
     * @param decimals of its label
     */
    public static Bar amount(String name, double value, int decimals, Colour colour) {
        return new Bar(name, 0, value, label(value, decimals), colour);
    }

    /**
     * A bar that shows what is between two values.
     *
     * @param decimals of its label
     */
    public static Bar change(String name, double from, double to, int decimals, Colour colour) {
        return new Bar(name, from, to, label(to - from, decimals), colour);
    }

    private static String label(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    /** Draws the bars; without any, the empty axes. */
    public static Drawing of(String title, String unit, List<Bar> bars) {
        double most = 0;
        double least = 0;
        for (Bar bar : bars) {
            most = Math.max(most, Math.max(bar.from(), bar.to()));
            least = Math.min(least, Math.min(bar.from(), bar.to()));
        }
        Panel panel =
                new Panel(title, unit, HEIGHT, BOTTOM, least * 1.1, most > least ? most * 1.12 : 1);
        double slot = (Panel.RIGHT - Panel.LEFT) / Math.max(1, bars.size());
        double left = Panel.LEFT + slot * (1 - BAR_SHARE) / 2;
        for (Bar bar : bars) {
            draw(bar, panel, left, slot * BAR_SHARE);
            left += slot;
        }
        double zero = panel.values.px(0);
        panel.drawing.line("#555555", 1, Panel.LEFT, zero, Panel.RIGHT, zero);
        return panel.drawing;
    }

    private static void draw(Bar bar, Panel panel, double left, double width) {
        double top = panel.values.px(Math.max(bar.from(), bar.to()));
        double bottom = panel.values.px(Math.min(bar.from(), bar.to()));
        panel.drawing.box(left, top, width, Math.max(1, bottom - top), bar.colour().code);
        double middle = left + width / 2;
        panel.drawing.text(middle, top - 4, Align.MIDDLE, bar.label());
        panel.drawing.text(middle, NAMES, Align.MIDDLE, bar.name());
    }
}
