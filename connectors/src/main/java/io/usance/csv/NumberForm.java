package io.usance.csv;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the decimals of a file are to be read, from all of them together: a point or a comma before
 * three digits may separate decimals or thousands, and another number tells which.
 */
final class NumberForm {
    private static final Pattern NUMBER =
            Pattern.compile("([+-]?)([0-9.,]*[0-9][0-9.,]*)((?:[eE][+-]?[0-9]+)?)");

    /** Thousands may be set apart by these as well; nothing else is meant by them. */
    private static final Pattern APART =
            Pattern.compile("(?<=[0-9])[ \\u00A0\\u202F\\u2009'’](?=[0-9]{3})");

    private static final int GROUP = 3;

    /** Longer texts are no number in any form. */
    private static final int CHARS_MAX = 100;

    private final char decimal;

    private NumberForm(char decimal) {
        this.decimal = decimal;
    }

    /** A number and the line it is in. */
    record Cell(int line, String text) {}

    private static final class Found {
        private @Nullable Cell point;
        private @Nullable Cell comma;
        private @Nullable Cell openPoint;
        private @Nullable Cell openComma;
        private boolean ungrouped;

        void add(Cell cell) {
            if (cell.text().length() > CHARS_MAX) {
                return;
            }
            String text = APART.matcher(cell.text()).replaceAll("");
            Matcher number = NUMBER.matcher(text);
            if (!number.matches()) {
                return;
            }
            String digits = number.group(2);
            int point = digits.indexOf('.');
            int comma = digits.indexOf(',');
            if (point < 0 && comma < 0) {
                ungrouped |= digits.length() > GROUP;
            } else if (point >= 0 && comma >= 0) {
                sure(cell, point > comma ? '.' : ',');
            } else {
                one(cell, digits, point >= 0 ? '.' : ',', !number.group(3).isEmpty());
            }
        }

        private void one(Cell cell, String digits, char mark, boolean hasExponent) {
            int at = digits.indexOf(mark);
            if (digits.indexOf(mark, at + 1) >= 0) {
                sure(cell, mark == '.' ? ',' : '.');
            } else if (hasExponent
                    || digits.length() - at - 1 != GROUP
                    || at == 0
                    || at > GROUP
                    || digits.charAt(0) == '0') {
                sure(cell, mark);
            } else if (mark == '.') {
                openPoint = openPoint == null ? cell : openPoint;
            } else {
                openComma = openComma == null ? cell : openComma;
            }
        }

        private void sure(Cell cell, char decimal) {
            if (decimal == '.') {
                point = point == null ? cell : point;
            } else {
                comma = comma == null ? cell : comma;
            }
        }
    }

    /**
     * The form of these numbers.
     *
     * @param own the file has the documented form, in which a point separates decimals
     * @param guesses takes what was guessed
     * @throws RefusedFileException if they can be read in two ways
     */
    static NumberForm of(
            Path file, List<Cell> cells, TableOptions options, boolean own, List<String> guesses)
            throws RefusedFileException {
        Character given = options.decimal();
        if (given != null) {
            return new NumberForm(given);
        }
        Found found = new Found();
        cells.forEach(found::add);
        Cell point = found.point;
        Cell comma = found.comma;
        if (point != null && comma != null && !own) {
            throw new RefusedFileException(
                    file,
                    "line %d has '%s', line %d '%s'; say what separates decimals, with --decimal point or --decimal comma"
                            .formatted(point.line(), point.text(), comma.line(), comma.text()));
        }
        if (point != null) {
            return new NumberForm('.');
        }
        if (comma != null) {
            guesses.add(
                    "a comma separates decimals, as in '%s' in line %d"
                            .formatted(comma.text(), comma.line()));
            return new NumberForm(',');
        }
        return new NumberForm(open(file, found, own, guesses));
    }

    private static char open(Path file, Found found, boolean own, List<String> guesses)
            throws RefusedFileException {
        Cell point = found.openPoint;
        Cell comma = found.openComma;
        boolean documented = own && comma == null;
        if (documented || point == null && comma == null) {
            return '.';
        }
        Cell one = point != null ? point : comma;
        boolean contradictory = point != null && comma != null;
        if (one == null || contradictory || !found.ungrouped) {
            Cell shown = java.util.Objects.requireNonNull(one);
            throw new RefusedFileException(
                    file,
                    "line %d: '%s' may be a decimal or have thousands set apart; say what separates decimals, with --decimal point or --decimal comma"
                            .formatted(shown.line(), shown.text()));
        }
        char decimal = point != null ? '.' : ',';
        guesses.add(
                "'%s' in line %d is a decimal, for thousands are not set apart elsewhere"
                        .formatted(one.text(), one.line()));
        return decimal;
    }

    /** With a decimal point and without thousands; unchanged if it is no number in this form. */
    String rewritten(String text) {
        if (text.length() > CHARS_MAX) {
            return text;
        }
        String plain = APART.matcher(text).replaceAll("");
        Matcher number = NUMBER.matcher(plain);
        if (!number.matches()) {
            return text;
        }
        String digits = number.group(2);
        String thousands = decimal == '.' ? "," : ".";
        if (digits.contains(thousands)) {
            int at = digits.indexOf(decimal);
            String whole = at < 0 ? digits : digits.substring(0, at);
            String rest = at < 0 ? "" : digits.substring(at);
            if (rest.contains(thousands)
                    || !whole.matches("[0-9]{1,3}(?:[" + thousands + "][0-9]{3})+")) {
                return text;
            }
            digits = whole.replace(thousands, "") + rest;
        }
        boolean changed = decimal == ',' || plain.length() != text.length();
        return changed || digits.length() != number.group(2).length()
                ? number.group(1) + digits.replace(decimal, '.') + number.group(3)
                : text;
    }
}
