package io.usance.chart;

import java.util.Locale;

/** Writes SVG text; coordinates in tenths of a pixel, so that a figure stays small. */
final class Svg {
    private final StringBuilder text = new StringBuilder();

    private Svg() {}

    /** A file of its own, on white, with the font that texts without a size have. */
    static Svg page(int width, int height) {
        Svg svg = new Svg();
        svg.text.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" font-family="Helvetica, Arial, sans-serif" font-size="13" fill="#333">
                <rect width="%1$d" height="%2$d" fill="#fff"/>
                """
                        .formatted(width, height));
        return svg;
    }

    /** A part of an HTML page, which gives it width and font. */
    static Svg part(double width, double height) {
        Svg svg = new Svg();
        svg.text.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" role=\"img\">\n"
                        .formatted(px(width), px(height)));
        return svg;
    }

    /** Text that begins, has its middle or ends at {@code x}: {@code start middle end}. */
    void text(double x, double y, String anchor, String attributes, String content) {
        text.append(
                "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\"%s>%s</text>\n"
                        .formatted(
                                px(x),
                                px(y),
                                anchor,
                                attributes.isEmpty() ? "" : " " + attributes,
                                escaped(content)));
    }

    void line(double x1, double y1, double x2, double y2, String attributes) {
        text.append(
                "<path d=\"M%s,%sL%s,%s\" %s/>\n"
                        .formatted(px(x1), px(y1), px(x2), px(y2), attributes));
    }

    /**
     * A line through points.
     *
     * @param points x and y in turn
     */
    void polyline(double[] points, String attributes) {
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < points.length; i += 2) {
            joined.append(i == 0 ? "" : " ")
                    .append(px(points[i]))
                    .append(',')
                    .append(px(points[i + 1]));
        }
        text.append("<polyline points=\"%s\" fill=\"none\" %s/>\n".formatted(joined, attributes));
    }

    void path(CharSequence data, String attributes) {
        if (!data.isEmpty()) {
            text.append("<path d=\"%s\" fill=\"none\" %s/>\n".formatted(data, attributes));
        }
    }

    void rectangle(double x, double y, double width, double height, String attributes) {
        text.append(
                "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" %s/>\n"
                        .formatted(px(x), px(y), px(width), px(height), attributes));
    }

    String end() {
        return text + "</svg>\n";
    }

    /** A coordinate, to tenths. */
    static String px(double value) {
        long tenths = Math.round(value * 10);
        return tenths % 10 == 0
                ? Long.toString(tenths / 10)
                : String.format(Locale.ROOT, "%.1f", tenths / 10.0);
    }

    private static String escaped(String content) {
        return content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
