package io.usance.offline;

import java.util.Locale;

/** Writes SVG text; coordinates in tenths of a pixel, so that a figure stays small. */
final class Svg {
    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height) {
        text.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" font-family="Helvetica, Arial, sans-serif" font-size="13" fill="#333">
                <rect width="%1$d" height="%2$d" fill="#fff"/>
                """
                        .formatted(width, height));
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

    void path(CharSequence data, String attributes) {
        if (!data.isEmpty()) {
            text.append("<path d=\"%s\" fill=\"none\" %s/>\n".formatted(data, attributes));
        }
    }

    String end() {
        return text + "</svg>\n";
    }

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
