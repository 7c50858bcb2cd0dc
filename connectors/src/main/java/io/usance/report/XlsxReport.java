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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    private final Report report;
    private final Map<String, Table> tables = new HashMap<>();

    private XlsxReport(Report report) {
        this.report = report;
    }

    static byte[] of(Report report) {
        return new XlsxReport(report).write();
    }

    private byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Workbook book = new Workbook(bytes, "usance", "1.0")) {
            for (Table table : Table.of(report)) {
                tables.put(table.name(), table);
                Worksheet sheet = book.newWorksheet(table.name());
                sheet(sheet, table);
                if (table.name().equals(CONTROLS)) {
                    controls(sheet, table.rows().size() + 1);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return timeless(bytes.toByteArray());
    }

    private void sheet(Worksheet sheet, Table table) {
        for (int column = 0; column < table.columns().size(); column++) {
            sheet.value(0, column, table.columns().get(column));
            sheet.style(0, column).bold().set();
            sheet.width(column, width(table, column));
        }
        sheet.freezePane(0, 1);
        for (int row = 0; row < table.rows().size(); row++) {
            List<@Nullable Object> cells = table.rows().get(row);
            for (int column = 0; column < cells.size(); column++) {
                String formula = formula(table, row, column);
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

    /** Null if the cell is a value of its own. Rows and columns from 0, the heading not counted. */
    private @Nullable String formula(Table table, int row, int column) {
        int at = row + 2;
        boolean last = row == table.rows().size() - 1;
        return switch (table.name()) {
            case "bridge" -> {
                if (last && column >= 1 && column <= 5) {
                    yield "SUM(%1$s2:%1$s%2$d)".formatted(letter(column), at - 1);
                }
                boolean closed = !"OPEN".equals(table.rows().get(row).get(7));
                yield column == 5 && closed ? "B%1$d+C%1$d+D%1$d-E%1$d".formatted(at) : null;
            }
            case "match" -> column == 7 ? difference(table, row) : null;
            case "prices" -> {
                List<@Nullable Object> cells = table.rows().get(row);
                boolean exact = cells.get(2) instanceof Number && cells.get(5) instanceof Number;
                yield column == 5 && exact ? "C%1$d*E%1$d".formatted(at) : null;
            }
            default -> null;
        };
    }

    /** Of gross amounts where both steps have one, else of quantities. */
    private static @Nullable String difference(Table table, int row) {
        Object against = table.rows().get(row).get(6);
        if (against == null || table.rows().get(row).get(7) == null) {
            return null;
        }
        for (int other = 0; other < table.rows().size(); other++) {
            if (against.equals(table.rows().get(other).getFirst())) {
                boolean money =
                        table.rows().get(row).get(5) != null
                                && table.rows().get(other).get(5) != null;
                return money
                        ? "F%d-F%d".formatted(row + 2, other + 2)
                        : "C%d-C%d".formatted(row + 2, other + 2);
            }
        }
        return null;
    }

    private static String letter(int column) {
        return String.valueOf((char) ('A' + column));
    }

    /** Each identity once more by formula, then the sums of the other sheets. */
    private void controls(Worksheet sheet, int from) {
        sheet.value(0, 4, "by formula");
        for (int row = 2; row <= from; row++) {
            verdict(sheet, row);
        }
        int row = from + 1;
        int bridge = rows("bridge") + 1;
        row =
                control(
                        sheet,
                        row,
                        "bridge: consumed, by formula = by the report",
                        "bridge!F" + bridge,
                        report.bridge().getLast().consumed());
        if (rows("prices") > 0) {
            int decimals = Math.max(0, report.tax().net().scale());
            row =
                    control(
                            sheet,
                            row,
                            "prices: sum of amounts, rounded = charged net",
                            "ROUND(SUM(prices!F2:F%d),%d)".formatted(rows("prices") + 1, decimals),
                            report.tax().net());
        }
        control(
                sheet,
                row,
                "ageing: sum = commanded, not paid",
                "SUM(ageing!B2:B%d)".formatted(rows("ageing") + 1),
                report.accrual().notPaid());
    }

    private int rows(String table) {
        Table found = tables.get(table);
        return found == null ? sizeAhead(table) : found.rows().size();
    }

    private int sizeAhead(String name) {
        return Table.of(report).stream()
                .filter(table -> table.name().equals(name))
                .mapToInt(table -> table.rows().size())
                .sum();
    }

    private static int control(
            Worksheet sheet, int row, String name, String formula, BigDecimal value) {
        sheet.inlineString(row - 1, 0, name);
        sheet.formula(row - 1, 1, formula);
        sheet.value(row - 1, 2, value);
        verdict(sheet, row);
        return row + 1;
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
