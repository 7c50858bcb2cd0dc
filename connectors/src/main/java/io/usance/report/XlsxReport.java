package io.usance.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/**
 * The report as a workbook: what follows from other cells is a formula, so that a controller can
 * follow it, and the sheet of control totals holds them against the report's own figures.
 */
final class XlsxReport {
    private static final String CONTROLS = "identities";

    /** The zip format's first; a workbook made again has the same bytes. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private XlsxReport() {}

    static byte[] of(ReportView view) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Workbook book = new Workbook(bytes, "usance", "1.0")) {
            for (Table table : view.tables()) {
                Worksheet sheet = book.newWorksheet(table.name());
                sheet(sheet, table);
                if (table.name().equals(CONTROLS)) {
                    controls(sheet, table.rows().size() + 1, view.tables());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return timeless(bytes.toByteArray());
    }

    private static void sheet(Worksheet sheet, Table table) {
        for (int column = 0; column < table.columns().size(); column++) {
            sheet.value(0, column, table.columns().get(column));
            sheet.style(0, column).bold().set();
            sheet.width(column, width(table, column));
        }
        sheet.freezePane(0, 1);
        for (int row = 0; row < table.rows().size(); row++) {
            List<@Nullable Object> cells = table.rows().get(row);
            for (int column = 0; column < cells.size(); column++) {
                String formula = table.formulas().of(row, column);
                if (formula != null) {
                    sheet.formula(row + 1, column, formula);
                } else {
                    value(sheet, row + 1, column, cells.get(column));
                }
                format(sheet, row + 1, column, cells.get(column));
            }
        }
    }

    private static void value(Worksheet sheet, int row, int column, @Nullable Object cell) {
        switch (cell) {
            case null -> {}
            case Number number -> sheet.value(row, column, number);
            default -> sheet.inlineString(row, column, CsvFile.guarded(cell.toString()));
        }
    }

    private static void format(Worksheet sheet, int row, int column, @Nullable Object cell) {
        if (cell instanceof BigDecimal number) {
            String decimals = number.scale() <= 0 ? "" : "." + "0".repeat(number.scale());
            sheet.style(row, column).format("#,##0" + decimals).set();
        }
    }

    private static double width(Table table, int column) {
        int most = table.columns().get(column).length();
        for (List<@Nullable Object> row : table.rows()) {
            most = Math.max(most, Table.shown(row.get(column)).length());
        }
        return Math.clamp(most + 2, 8, 60);
    }

    /** Each identity once more by formula, then the figures that follow from other sheets. */
    private static void controls(Worksheet sheet, int from, List<Table> tables) {
        sheet.value(0, 4, "by formula");
        for (int row = 2; row <= from; row++) {
            verdict(sheet, row);
        }
        int row = from + 1;
        for (Table table : tables) {
            for (Table.Control control : table.controls()) {
                control(sheet, row++, control);
            }
        }
    }

    private static void control(Worksheet sheet, int row, Table.Control control) {
        sheet.inlineString(row - 1, 0, control.name());
        sheet.formula(row - 1, 1, control.formula());
        sheet.value(row - 1, 2, control.value());
        verdict(sheet, row);
    }

    private static void verdict(Worksheet sheet, int row) {
        sheet.formula(
                row - 1, 4, "IF(ABS(B%1$d-C%1$d)<0.0005,\"OK\",\"DIFFERENT\")".formatted(row));
    }

    /** The same entries without the times at which they were made. */
    private static byte[] timeless(byte[] book) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            // Read by its directory at the end: the entries' own headers lack their sizes.
            Path file = Files.createTempFile("usance", ".xlsx");
            try {
                Files.write(file, book);
                copy(file, bytes);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void copy(Path file, ByteArrayOutputStream bytes) throws IOException {
        try (ZipFile in = new ZipFile(file.toFile());
                ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (ZipEntry entry : Collections.list(in.entries())) {
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setTimeLocal(NO_TIME);
                out.putNextEntry(copy);
                out.write(content(in, entry));
                out.closeEntry();
            }
        }
    }

    private static byte[] content(ZipFile in, ZipEntry entry) throws IOException {
        byte[] content;
        try (InputStream stream = in.getInputStream(entry)) {
            content = stream.readAllBytes();
        }
        if (!entry.getName().toLowerCase(Locale.ROOT).equals("docprops/core.xml")) {
            return content;
        }
        return new String(content, StandardCharsets.UTF_8)
                .replaceAll(
                        "(<dcterms:[a-z]+[^>]*>)[^<]*(</dcterms:[a-z]+>)",
                        "$1" + "1980-01-01T00:00:00Z" + "$2")
                .getBytes(StandardCharsets.UTF_8);
    }
}
