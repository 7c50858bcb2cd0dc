package io.usance.csv;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a row mean, if it is the header.
 *
 * @param row the header
 * @param columns indices of our columns; two for a date and its time
 * @param guesses by our column, what of the file was taken for it
 * @param doubts by our column, those of the file that might be it
 * @param unit in the name of the column of values, as in {@code Level (L)}; or null
 */
record TableHeader(
        CsvRow row,
        Map<String, List<Integer>> columns,
        Map<String, String> guesses,
        Map<String, List<String>> doubts,
        @Nullable String unit) {

    private static final Pattern WITH_UNIT =
            Pattern.compile("(.*?\\S)\\s*(?:\\(([^()]+)\\)|\\[([^\\[\\]]+)])");

    /** A longer text is no name that another program gives a column. */
    private static final int NAME_CHARS_MAX = 100;

    /** A date and the time of day beside it; "data" is one only where "hora" is beside it. */
    private static final List<Pair> DATES_AND_CLOCKS =
            List.of(
                    new Pair(
                            Set.of("date", "datum", "lieferdatum", "deliverydate"),
                            Set.of("time", "hour", "uhrzeit", "zeit", "heure", "timeofday")),
                    new Pair(Set.of("data", "fecha"), Set.of("hora", "ora")));

    private record Pair(Set<String> dates, Set<String> clocks) {}

    /** The same row, understood by what a person said, by our names, and by those of others. */
    static TableHeader of(CsvRow row, TableForm form, TableOptions options) {
        Search search = new Search(row, form);
        options.columns().forEach(search::mapped);
        form.columns().forEach(search::own);
        form.columns().forEach(search::dateAndTime);
        form.columns().forEach(search::other);
        search.arrivalInstead();
        return new TableHeader(
                row, search.columns, search.guesses, search.doubts, search.unitInName());
    }

    /** How many of the required columns it has, or might have. */
    int score(TableForm form) {
        Set<String> found = new LinkedHashSet<>(columns.keySet());
        found.addAll(doubts.keySet());
        found.retainAll(form.required());
        return found.size();
    }

    Set<String> missing(TableForm form) {
        Set<String> missing = new TreeSet<>(form.required());
        missing.removeAll(columns.keySet());
        return missing;
    }

    boolean isUsed(int index) {
        return columns.values().stream().anyMatch(indices -> indices.contains(index));
    }

    String name(int index) {
        return row.cells().get(index);
    }

    /** A name without the unit behind it. */
    private static String base(String name) {
        if (name.length() > NAME_CHARS_MAX) {
            return "";
        }
        Matcher parts = WITH_UNIT.matcher(name);
        return parts.matches() ? parts.group(1) : name;
    }

    static Optional<String> unitIn(String name) {
        if (name.length() > NAME_CHARS_MAX) {
            return Optional.empty();
        }
        Matcher parts = WITH_UNIT.matcher(name);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String unit = parts.group(2) == null ? parts.group(3) : parts.group(2);
        return UnitNames.of(unit.strip()).map(known -> known.code());
    }

    /** Index of the column with exactly that name, in any case; -1 if there is none. */
    static int index(CsvRow row, String name) {
        for (int i = 0; i < row.cells().size(); i++) {
            if (row.cells().get(i).equalsIgnoreCase(name.strip())) {
                return i;
            }
        }
        return -1;
    }

    private static final class Search {
        private final CsvRow row;
        private final TableForm form;
        private final Map<String, List<Integer>> columns = new LinkedHashMap<>();
        private final Map<String, String> guesses = new LinkedHashMap<>();
        private final Map<String, List<String>> doubts = new LinkedHashMap<>();
        private final Set<String> unused = new TreeSet<>();
        private final List<String> plain;

        Search(CsvRow row, TableForm form) {
            this.row = row;
            this.form = form;
            this.plain = row.cells().stream().map(cell -> TableForm.plain(base(cell))).toList();
        }

        void mapped(String column, String name) {
            if (name.isBlank()) {
                unused.add(column);
                return;
            }
            int whole = index(row, name);
            List<Integer> indices = new ArrayList<>();
            for (String part : whole >= 0 ? List.of(name) : List.of(name.split("\\+", -1))) {
                indices.add(index(row, part));
            }
            if (!indices.contains(-1)) {
                columns.put(column, indices);
            }
            unused.add(column);
        }

        private boolean isOpen(String column) {
            return !columns.containsKey(column) && !unused.contains(column);
        }

        private boolean isFree(int index) {
            return columns.values().stream().noneMatch(indices -> indices.contains(index));
        }

        void own(String column) {
            int index = isOpen(column) ? index(row, column) : -1;
            if (index >= 0 && isFree(index)) {
                columns.put(column, List.of(index));
            }
        }

        void dateAndTime(String column) {
            boolean needed = form.required().contains(column) && form.times().contains(column);
            for (Pair pair : DATES_AND_CLOCKS) {
                int date = only(pair.dates());
                int clock = only(pair.clocks());
                if (needed && isOpen(column) && date >= 0 && clock >= 0) {
                    columns.put(column, List.of(date, clock));
                    guesses.put(column, name(date) + " with " + name(clock));
                }
            }
        }

        private int only(Set<String> names) {
            int found = -1;
            for (int i = 0; i < row.cells().size(); i++) {
                if (isFree(i) && names.contains(plain.get(i))) {
                    found = found == -1 ? i : -2;
                }
            }
            return found;
        }

        void other(String column) {
            if (!isOpen(column)) {
                return;
            }
            List<Integer> called = new ArrayList<>();
            for (int i = 0; i < row.cells().size(); i++) {
                if (isFree(i) && form.isCalled(column, plain.get(i))) {
                    called.add(i);
                }
            }
            if (called.size() == 1) {
                columns.put(column, called);
                guesses.put(column, name(called.getFirst()));
            } else if (!called.isEmpty()) {
                doubts.put(column, called.stream().map(this::name).toList());
            }
        }

        /** A file that has only the time of arrival is metered by it. */
        void arrivalInstead() {
            List<Integer> arrival = columns.get("received_at");
            if (arrival != null && isOpen("sampled_at") && !doubts.containsKey("sampled_at")) {
                columns.put("sampled_at", arrival);
                guesses.put("sampled_at", name(arrival.getFirst()));
            }
        }

        @Nullable String unitInName() {
            List<Integer> value = columns.get("value");
            return value == null ? null : unitIn(name(value.getFirst())).orElse(null);
        }

        private String name(int index) {
            return row.cells().get(index);
        }
    }
}
