package io.usance.report;

import java.util.Locale;

/** A {@link Drawing} as SVG, coordinates in tenths. */
final class SvgText {
    private SvgText() {}

    static String of(Drawing drawing) {
        StringBuilder svg = new StringBuilder();
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" role=\"img\">\n"
                        .formatted(px(drawing.width()), px(drawing.height())));
        for (Drawing.Shape shape : drawing.shapes()) {
            svg.append(of(shape)).append('\n');
        }
        return svg.append("</svg>\n").toString();
    }

    private static String of(Drawing.Shape shape) {
        return switch (shape) {
            case Drawing.Line line -> {
                StringBuilder points = new StringBuilder();
                for (int i = 0; i < line.points().length; i += 2) {
                    points.append(i == 0 ? "" : " ")
                            .append(px(line.points()[i]))
                            .append(',')
                            .append(px(line.points()[i + 1]));
                }
                yield "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"%s/>"
                        .formatted(
                                points,
                                line.colour(),
                                px(line.thickness()),
                                line.dashed() ? " stroke-dasharray=\"4 3\"" : "");
            }
            case Drawing.Box box ->
                    "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\"/>"
                            .formatted(
                                    px(box.x()),
                                    px(box.y()),
                                    px(box.width()),
                                    px(box.height()),
                                    box.colour());
            case Drawing.Text text ->
                    "<text x=\"%s\" y=\"%s\" font-size=\"%s\" text-anchor=\"%s\" fill=\"%s\">%s</text>"
                            .formatted(
                                    px(text.x()),
                                    px(text.y()),
                                    px(text.size()),
                                    text.align().name().toLowerCase(Locale.ROOT),
                                    text.colour(),
                                    HtmlReport.escaped(text.text()));
        };
    }

    private static String px(double value) {
        long tenths = Math.round(value * 10);
        return tenths % 10 == 0
                ? Long.toString(tenths / 10)
                : String.format(Locale.ROOT, "%.1f", tenths / 10.0);
    }
}
