package io.usance.report;

import io.usance.chart.Drawing;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.jspecify.annotations.Nullable;

/**
 * The report on A4, tables and pictures as in the page. Characters that its font lacks are written
 * as their code points, {@code <U+5317>}; the page and the JSON have them.
 *
 * <p>Design note: made with PDFBox alone. What lays out HTML as PDF is under the LGPL, and would
 * need another library for the pictures.
 */
final class PdfReport {
    private static final String FONT =
            "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
    private static final float MARGIN = 40;
    private static final float WIDTH = PDRectangle.A4.getWidth() - 2 * MARGIN;
    private static final float SIZE = 7.2f;
    private static final float LEADING = 9.2f;
    private static final float CELL_PADDING = 3;
    private static final float COLUMN_MIN = 26;

    /** A row higher than this many lines is cut; the page and the JSON have all of it. */
    private static final int CELL_LINES_MAX = 12;

    private final Report report;
    private final PDDocument document = new PDDocument();
    private final PDFont font;
    private final Map<Integer, Boolean> known = new HashMap<>();
    private final Map<String, Float> widths = new HashMap<>();
    private @Nullable PDPageContentStream page;
    private float y;

    private PdfReport(Report report) throws IOException {
        this.report = report;
        try (InputStream in = PDDocument.class.getResourceAsStream(FONT)) {
            if (in == null) {
                throw new IllegalStateException("PDFBox has no font " + FONT);
            }
            font = PDType0Font.load(document, in, true);
        }
    }

    static byte[] of(Report report) {
        try {
            return new PdfReport(report).write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] write() throws IOException {
        try (document) {
            Report.Header h = report.header();
            newPage();
            text(MARGIN, y, 17, "Reconciliation report");
            y -= 17;
            text(
                    MARGIN,
                    y,
                    9,
                    "%s, %s, %s"
                            .formatted(
                                    h.contractId(),
                                    h.periodId(),
                                    h.version() == 0 ? "PRELIMINARY" : "version " + h.version()));
            y -= 14;
            List<Drawing> pictures = new Pictures(report).all();
            int stock = report.levels().size() + 1;
            for (Table table : Table.of(report)) {
                table(table);
                if (table.name().equals("bridge")) {
                    pictures(pictures.subList(0, stock));
                } else if (table.name().equals("match")) {
                    pictures(pictures.subList(stock, pictures.size()));
                }
            }
            endPage();
            return saved();
        }
    }

    private byte[] saved() throws IOException {
        Calendar made = new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.ROOT);
        made.setTimeInMillis(report.header().end().toEpochMilli());
        document.getDocumentInformation()
                .setTitle("Reconciliation " + report.header().contractId());
        document.getDocumentInformation().setCreationDate(made);
        document.getDocumentInformation().setModificationDate(made);
        // Else its id would be of the clock.
        document.setDocumentId(Long.parseUnsignedLong(report.header().runId(), 16));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        document.save(bytes);
        return bytes.toByteArray();
    }

    private void newPage() throws IOException {
        endPage();
        PDPage added = new PDPage(PDRectangle.A4);
        document.addPage(added);
        page = new PDPageContentStream(document, added);
        y = PDRectangle.A4.getHeight() - MARGIN - 12;
    }

    private void endPage() throws IOException {
        if (page != null) {
            text(
                    MARGIN,
                    MARGIN - 18,
                    6.5f,
                    "%s, run %s, page %d"
                            .formatted(
                                    report.header().product(),
                                    report.header().runId(),
                                    document.getNumberOfPages()));
            page.close();
            page = null;
        }
    }

    private PDPageContentStream page() {
        if (page == null) {
            throw new IllegalStateException("no page is open");
        }
        return page;
    }

    private void require(float height) throws IOException {
        if (y - height < MARGIN) {
            newPage();
        }
    }

    private void table(Table table) throws IOException {
        require(4 * LEADING);
        y -= 10;
        text(MARGIN, y, 11, table.title());
        y -= LEADING + 4;
        if (table.rows().isEmpty()) {
            text(MARGIN, y, SIZE, "none");
            y -= LEADING;
            return;
        }
        float[] columns = columns(table);
        List<@Nullable Object> heading = new ArrayList<>(table.columns());
        boolean[] numbers = table.numbers();
        row(heading, columns, numbers, "#dde6ec");
        for (List<@Nullable Object> row : table.rows()) {
            row(row, columns, numbers, null);
        }
    }

    /** As wide as the text wants, in proportion where that is too much. */
    private float[] columns(Table table) throws IOException {
        float[] wanted = new float[table.columns().size()];
        float sum = 0;
        for (int i = 0; i < wanted.length; i++) {
            float most = width(table.columns().get(i), SIZE);
            for (List<@Nullable Object> row : table.rows()) {
                most = Math.max(most, width(Table.shown(row.get(i)), SIZE));
            }
            wanted[i] = Math.clamp(most + 2 * CELL_PADDING, COLUMN_MIN, WIDTH * 0.6f);
            sum += wanted[i];
        }
        float flexible = 0;
        float fair = WIDTH / wanted.length;
        for (float one : wanted) {
            flexible += Math.max(0, one - fair);
        }
        float over = sum - WIDTH;
        for (int i = 0; i < wanted.length && over > 0; i++) {
            wanted[i] -= over * Math.max(0, wanted[i] - fair) / flexible;
        }
        return wanted;
    }

    private void row(
            List<@Nullable Object> cells, float[] columns, boolean[] numbers, @Nullable String fill)
            throws IOException {
        List<List<String>> wrapped = new ArrayList<>();
        int lines = 1;
        for (int i = 0; i < cells.size(); i++) {
            List<String> cell = wrap(Table.shown(cells.get(i)), columns[i] - 2 * CELL_PADDING);
            wrapped.add(cell);
            lines = Math.max(lines, cell.size());
        }
        float height = lines * LEADING + 2;
        require(height);
        if (fill != null) {
            page().setNonStrokingColor(Color.decode(fill));
            page().addRect(MARGIN, y - height + LEADING - 2, WIDTH, height);
            page().fill();
        }
        float x = MARGIN;
        for (int i = 0; i < wrapped.size(); i++) {
            boolean right = numbers[i];
            float lineY = y;
            for (String line : wrapped.get(i)) {
                float start =
                        right
                                ? x + columns[i] - CELL_PADDING - width(line, SIZE)
                                : x + CELL_PADDING;
                text(start, lineY, SIZE, line);
                lineY -= LEADING;
            }
            x += columns[i];
        }
        y -= height;
        page().setStrokingColor(Color.decode("#d5dde3"));
        page().setLineWidth(0.4f);
        page().moveTo(MARGIN, y + LEADING - 2);
        page().lineTo(MARGIN + WIDTH, y + LEADING - 2);
        page().stroke();
    }

    /** At spaces; a word that is too long is cut where it must. */
    private List<String> wrap(String text, float room) throws IOException {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (!rest.isEmpty() && lines.size() < CELL_LINES_MAX) {
            int end = rest.length();
            while (end > 1 && width(rest.substring(0, end), SIZE) > room) {
                int space = rest.lastIndexOf(' ', end - 1);
                end = space > 0 ? space : end - 1;
            }
            lines.add(rest.substring(0, end));
            rest = rest.substring(end).strip();
        }
        return lines.isEmpty() ? List.of("") : lines;
    }

    private float width(String text, float size) throws IOException {
        Float known = widths.get(text);
        if (known == null) {
            known = font.getStringWidth(writable(text));
            widths.put(text, known);
        }
        return known / 1000 * size;
    }

    private void text(float x, float baseline, float size, String text) throws IOException {
        page().beginText();
        page().setNonStrokingColor(Color.decode("#1d2630"));
        page().setFont(font, size);
        page().newLineAtOffset(x, baseline);
        page().showText(writable(text));
        page().endText();
    }

    private String writable(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    if (known.computeIfAbsent(c, this::isKnown)) {
                        out.appendCodePoint(c);
                    } else {
                        out.append("<U+%04X>".formatted(c));
                    }
                });
        return out.toString();
    }

    private boolean isKnown(int c) {
        try {
            font.encode(new String(Character.toChars(c)));
            return true;
        } catch (IllegalArgumentException | IOException e) {
            return false;
        }
    }

    private void pictures(List<Drawing> pictures) throws IOException {
        for (Drawing drawing : pictures) {
            float scale = (float) (WIDTH / drawing.width());
            float height = (float) drawing.height() * scale;
            require(height + 8);
            draw(drawing, scale, y);
            y -= height + 8;
        }
    }

    private void draw(Drawing drawing, float scale, float top) throws IOException {
        for (Drawing.Shape shape : drawing.shapes()) {
            switch (shape) {
                case Drawing.Line line -> line(line, scale, top);
                case Drawing.Box box -> {
                    page().setNonStrokingColor(Color.decode(box.colour()));
                    page().addRect(
                                    MARGIN + (float) box.x() * scale,
                                    top - (float) (box.y() + box.height()) * scale,
                                    (float) box.width() * scale,
                                    (float) box.height() * scale);
                    page().fill();
                }
                case Drawing.Text text -> {
                    float size = (float) text.size() * scale;
                    float wide = width(text.text(), size);
                    float x = MARGIN + (float) text.x() * scale;
                    float start =
                            switch (text.align()) {
                                case START -> x;
                                case MIDDLE -> x - wide / 2;
                                case END -> x - wide;
                            };
                    text(start, top - (float) text.y() * scale, size, text.text());
                }
            }
        }
    }

    private void line(Drawing.Line line, float scale, float top) throws IOException {
        page().setStrokingColor(Color.decode(line.colour()));
        page().setLineWidth((float) line.thickness() * scale);
        page().setLineDashPattern(line.dashed() ? new float[] {3, 2} : new float[] {}, 0);
        for (int i = 0; i < line.points().length; i += 2) {
            float x = MARGIN + (float) line.points()[i] * scale;
            float lineY = top - (float) line.points()[i + 1] * scale;
            if (i == 0) {
                page().moveTo(x, lineY);
            } else {
                page().lineTo(x, lineY);
            }
        }
        page().stroke();
        page().setLineDashPattern(new float[] {}, 0);
    }
}
