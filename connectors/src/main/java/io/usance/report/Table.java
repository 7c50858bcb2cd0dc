package io.usance.report;

import io.usance.quantity.Fraction;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One section of a report as rows, for every form that shows rows.
 *
 * @param name of the section's file and sheet, unique within the report
 * @param rows cells are texts, {@link Number}s or null
 * @param formulas which cells follow from others, in a workbook
 * @param controls figures of the report that follow from the sheet
 */
public record Table(
        String name,
        String title,
        List<String> columns,
        List<List<@Nullable Object>> rows,
        Formulas formulas,
        List<Control> controls) {

    /** How cells of a sheet follow from others. */
    @FunctionalInterface
    public interface Formulas {
        /** All cells are values of their own. */
        Formulas NONE = (row, column) -> null;

        /**
         * Formula of a cell; null if it is a value of its own.
         *
         * @param row from 0, the heading not counted; see {@link Table#sheetRow}
         * @param column from 0
         */
        @Nullable String of(int row, int column);
    }

    /**
     * A figure that a workbook holds against a formula.
     *
     * @param formula over the table's sheet
     */
    public record Control(String name, String formula, BigDecimal value) {}

    /** Without formulas. */
    public Table(
            String name, String title, List<String> columns, List<List<@Nullable Object>> rows) {
        this(name, title, columns, rows, Formulas.NONE, List.of());
    }

    /** Cells of a row. */
    public static List<@Nullable Object> row(@Nullable Object... cells) {
        List<@Nullable Object> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell);
        }
        return row;
    }

    /** Number of a row in its sheet, whose first is the heading. */
    public static int sheetRow(int row) {
        return row + 2;
    }

    /** Which columns hold numbers. */
    boolean[] numbers() {
        boolean[] numbers = new boolean[columns.size()];
        for (List<@Nullable Object> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                numbers[i] |= row.get(i) instanceof Number;
            }
        }
        return numbers;
    }

    /** A number; where it has no finite decimal form a text that says it was cut. */
    static Object cell(Fraction value) {
        return value.isDecimal() ? value.decimal() : value.shown();
    }

    /** The quantity a line is of, and how it came about. */
    static String basis(String quantity, @Nullable String basis) {
        return basis == null || basis.isEmpty() ? quantity : quantity + ": " + basis;
    }

    /** A cell as people read it: thousands apart. */
    static String shown(@Nullable Object cell) {
        return switch (cell) {
            case null -> "";
            case BigDecimal number ->
                    String.format(Locale.ROOT, "%,." + Math.max(0, number.scale()) + "f", number);
            case Number number -> String.format(Locale.ROOT, "%,d", number.longValue());
            default -> cell.toString();
        };
    }
}
