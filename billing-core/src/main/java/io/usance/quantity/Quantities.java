package io.usance.quantity;

import static io.usance.failure.Checks.given;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How much of each named quantity: 212.4 h of {@code hours} and 181,349 of {@code goodParts}. What
 * a contract with a single quantity does not name is called {@link #ONLY}.
 */
public final class Quantities {
    /**
     * Name of the only quantity of a meter or contract that gives it none: empty, and nothing else
     * can have it.
     */
    public static final String ONLY = "";

    /** Most quantities of one contract. */
    public static final int NAMES_MAX = 16;

    /** Longest name. */
    public static final int NAME_CHARS_MAX = 64;

    private static final int SHOWN_CHARS_MAX = 40;
    private static final Pattern NAME =
            Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0," + (NAME_CHARS_MAX - 1) + "}");

    private static final Pattern PRICED_NAME =
            Pattern.compile(NAME.pattern() + "(?:@[A-Za-z][A-Za-z0-9_-]{0,31})?");

    private final SortedMap<String, Quantity> byName;

    private Quantities(SortedMap<String, Quantity> byName) {
        this.byName = Collections.unmodifiableSortedMap(byName);
    }

    /** A single quantity without a name. */
    public static Quantities only(Quantity quantity) {
        return of(Map.of(ONLY, quantity));
    }

    /**
     * @param byName 1 to {@link #NAMES_MAX} quantities by their names
     * @throws IllegalArgumentException if there are none or too many, or a name is not one
     */
    public static Quantities of(Map<String, Quantity> byName) {
        if (byName.isEmpty() || byName.size() > NAMES_MAX) {
            throw new IllegalArgumentException(
                    "there are 1 to " + NAMES_MAX + " named quantities, not " + byName.size());
        }
        byName.keySet().stream()
                .filter(name -> !name.equals(ONLY))
                .forEach(Quantities::checkPricedName);
        return new Quantities(new TreeMap<>(byName));
    }

    /** Nothing of each. */
    public static Quantities zero(Map<String, Dimension> dimensions) {
        Map<String, Quantity> none = new TreeMap<>();
        dimensions.forEach((name, dimension) -> none.put(name, Quantity.zero(dimension)));
        return of(none);
    }

    /**
     * Refuses what is no name: a letter, then letters, digits, {@code _}, {@code .} or {@code -}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static void checkName(String name) {
        check(NAME, name);
    }

    /**
     * As {@link #checkName}, of what a contract counts: a band may follow, {@code energy@peak}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static void checkPricedName(String name) {
        check(PRICED_NAME, name);
    }

    private static void check(Pattern form, String name) {
        if (!form.matcher(given(name, "quantity.name")).matches()) {
            String shown =
                    name.length() <= SHOWN_CHARS_MAX
                            ? name
                            : name.substring(0, SHOWN_CHARS_MAX) + "…";
            throw new IllegalArgumentException(
                    "'"
                            + shown
                            + "' does not name a quantity; write a letter, then at most "
                            + (NAME_CHARS_MAX - 1)
                            + " letters, digits, _ . or -, such as goodParts");
        }
    }

    /** The first by name, which stands for all where only one has a place. */
    public Quantity first() {
        return byName.firstEntry().getValue();
    }

    /** Nothing of each of them. */
    public Quantities none() {
        SortedMap<String, Quantity> none = new TreeMap<>();
        byName.forEach((name, quantity) -> none.put(name, Quantity.zero(quantity.dimension())));
        return new Quantities(none);
    }

    /** The quantity with this name; a single one, whatever it is called. */
    public Quantity of(@Nullable String name) {
        return byName.size() == 1 ? first() : get(name);
    }

    /** With another value for one of them; a single one keeps its name. */
    public Quantities with(@Nullable String name, Quantity other) {
        SortedMap<String, Quantity> changed = new TreeMap<>(byName);
        changed.put(nameOf(name), other);
        return new Quantities(changed);
    }

    /** Zero where less than nothing is. */
    public Quantities notNegative() {
        if (byName.values().stream().noneMatch(quantity -> quantity.milli() < 0)) {
            return this;
        }
        SortedMap<String, Quantity> floored = new TreeMap<>();
        byName.forEach((name, quantity) ->
                floored.put(
                        name,
                        quantity.milli() < 0 ? Quantity.zero(quantity.dimension()) : quantity));
        return new Quantities(floored);
    }

    /** True if there is nothing of any. */
    public boolean isZero() {
        return byName.values().stream().allMatch(Quantity::isZero);
    }

    /** The sum, name by name; a single one adds to a single one whatever they are called. */
    public Quantities plus(Quantities more) {
        if (byName.size() == 1 && more.byName.size() == 1) {
            return with(null, first().plus(more.first()));
        }
        Quantities sum = this;
        for (Map.Entry<String, Quantity> each : more.byName.entrySet()) {
            sum = sum.plus(each.getKey(), each.getValue());
        }
        return sum;
    }

    /** The same under another name, if it is a single one. */
    public Quantities named(String name) {
        return byName.size() == 1 ? of(Map.of(name, first())) : this;
    }

    private String nameOf(@Nullable String name) {
        if (byName.size() == 1) {
            return byName.firstKey();
        }
        get(name);
        return Objects.requireNonNull(name);
    }

    /** By name, sorted; not modifiable. */
    public SortedMap<String, Quantity> byName() {
        return byName;
    }

    /**
     * The quantity with this name; without a name the only one.
     *
     * @param name null for the only one
     * @throws IllegalArgumentException if there is none of that name, or several to choose from;
     *     with the names there are
     */
    public Quantity get(@Nullable String name) {
        if (name == null && byName.size() == 1) {
            return byName.sequencedValues().getFirst();
        }
        Quantity quantity = name == null ? null : byName.get(name);
        if (quantity == null) {
            throw new IllegalArgumentException(
                    (name == null
                                    ? "there are several quantities, and none is named"
                                    : "quantity " + name + " is unknown")
                            + "; known are "
                            + (byName.containsKey(ONLY)
                                    ? "none by name"
                                    : String.join(", ", byName.keySet())));
        }
        return quantity;
    }

    /**
     * With so much more of one of them.
     *
     * @throws IllegalArgumentException if there is none of that name, or of another dimension
     */
    public Quantities plus(String name, Quantity more) {
        SortedMap<String, Quantity> sum = new TreeMap<>(byName);
        sum.put(name, get(name).plus(more));
        return new Quantities(sum);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Quantities quantities && quantities.byName.equals(byName);
    }

    @Override
    public int hashCode() {
        return byName.hashCode();
    }

    /** For example {@code goodParts 181349.000 1, hours 764640.000 s}. */
    @Override
    public String toString() {
        return byName.entrySet().stream()
                .map(of -> (of.getKey().equals(ONLY) ? "" : of.getKey() + " ") + of.getValue())
                .collect(Collectors.joining(", "));
    }
}
