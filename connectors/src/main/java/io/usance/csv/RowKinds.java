package io.usance.csv;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a column gives different kinds, such as MEASUREMENT and STATUS. They are one series if
 * the values of one kind go on where those of the others are: an alarm repeats the level, a battery
 * or a temperature does not.
 */
final class RowKinds {

    /** Another series is farther from the level than so many of the level's own steps ... */
    private static final BigDecimal STEPS = BigDecimal.TEN;

    /** ... and than this part of the highest level. */
    private static final BigDecimal PART = new BigDecimal("0.02");

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(?:[.,][0-9]+)?");

    private final Map<String, Integer> rows = new TreeMap<>();
    private final List<String> kinds = new ArrayList<>();
    private final List<BigDecimal> values = new ArrayList<>();

    /** A row; one without a number says nothing. */
    void add(String kind, String value) {
        Matcher number = NUMBER.matcher(value);
        if (kind.isEmpty() || !number.lookingAt()) {
            return;
        }
        rows.merge(kind, 1, Integer::sum);
        kinds.add(kind);
        values.add(new BigDecimal(number.group().replace(',', '.')));
    }

    /** The kind of most rows if another is another series; null if all are one. */
    @Nullable String apart() {
        if (rows.size() < 2) {
            return null;
        }
        String main =
                rows.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
        Map<String, List<BigDecimal>> distances = new HashMap<>();
        BigDecimal level = null;
        BigDecimal highest = BigDecimal.ZERO;
        for (int i = 0; i < values.size(); i++) {
            BigDecimal value = values.get(i);
            if (level != null) {
                distances
                        .computeIfAbsent(kinds.get(i), kind -> new ArrayList<>())
                        .add(value.subtract(level).abs());
            }
            if (kinds.get(i).equals(main)) {
                level = value;
                highest = highest.max(value.abs());
            }
        }
        List<BigDecimal> steps = distances.remove(main);
        BigDecimal own =
                (steps == null ? BigDecimal.ZERO : median(steps))
                        .multiply(STEPS)
                        .max(highest.multiply(PART));
        boolean isApart = distances.values().stream().anyMatch(of -> median(of).compareTo(own) > 0);
        return isApart ? main : null;
    }

    private static BigDecimal median(List<BigDecimal> of) {
        return of.stream().sorted().skip(of.size() / 2).findFirst().orElseThrow();
    }
}
