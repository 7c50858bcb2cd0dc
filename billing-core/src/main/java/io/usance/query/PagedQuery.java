package io.usance.query;

import io.usance.failure.Checks;
import io.usance.store.Transactions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * A question that is answered in pages. Filters that are not set let everything pass. Not
 * thread-safe.
 *
 * @param <Q> the query itself
 * @param <T> what it finds
 */
public abstract class PagedQuery<Q extends PagedQuery<Q, T>, T> {
    /** Items of a page if nothing else is asked for. */
    public static final int PAGE = 100;

    /** Most items of a page. */
    public static final int PAGE_MAX = 1_000;

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
    private static final String SEPARATOR = "\n";

    private final Transactions transactions;

    /** Names the question in its keys, so that the key of another is noticed. */
    private final String name;

    /** Columns that order the answer, and that a key is made of. */
    private final List<String> keyColumns;

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private int max = PAGE;
    private @Nullable List<String> after;

    PagedQuery(Transactions transactions, String name, List<String> keyColumns) {
        this.transactions = transactions;
        this.name = name;
        this.keyColumns = keyColumns;
    }

    abstract Q self();

    /** What is selected, without conditions and order. */
    abstract String select();

    abstract T item(Record row);

    /** A value of a key column as it is compared: text, or a number. */
    Object keyValue(String column, String text) {
        return text;
    }

    /** Adds a condition, with the values of its question marks. */
    Q where(String condition, Object... bound) {
        conditions.add(condition);
        Collections.addAll(values, bound);
        return self();
    }

    /**
     * @return the value, if it says something
     */
    static String named(String what, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new QueryException(what + " is blank; name one, or leave the filter out");
        }
        return Checks.id(value, what);
    }

    /**
     * @return the name of the value, if there is one
     */
    static String named(String what, @Nullable Enum<?> value) {
        return Checks.given(value, what).name();
    }

    /**
     * @return an instant as Postgres has it, if it has it
     */
    static OffsetDateTime at(String what, @Nullable Instant instant) {
        Instant at = Checks.given(instant, what);
        if (at.isBefore(FIRST) || !at.isBefore(END)) {
            throw new QueryException(
                    "%s %s is not in the years 1 to 9999; name another, or leave the filter out"
                            .formatted(what, at));
        }
        return at.atOffset(ZoneOffset.UTC);
    }

    /**
     * Items of a page at most.
     *
     * @param items 1 to {@value #PAGE_MAX}
     */
    public final Q max(int items) {
        if (items < 1 || items > PAGE_MAX) {
            throw new QueryException(
                    "a page of %d items is not possible; ask for 1 to %d"
                            .formatted(items, PAGE_MAX));
        }
        max = items;
        return self();
    }

    /**
     * Begins behind a page.
     *
     * @param next of that page; null begins at the beginning
     */
    public final Q after(@Nullable String next) {
        after = next == null ? null : key(next);
        return self();
    }

    /** Asks. */
    public final Page<T> page() {
        StringBuilder sql = new StringBuilder(select());
        List<Object> bound = new ArrayList<>(values);
        String word = " where ";
        for (String condition : conditions) {
            sql.append(word).append(condition);
            word = " and ";
        }
        String key = String.join(", ", keyColumns);
        if (after != null) {
            String marks = String.join(", ", Collections.nCopies(keyColumns.size(), "?"));
            sql.append(word).append("(%s) > (%s)".formatted(key, marks));
            for (int i = 0; i < keyColumns.size(); i++) {
                bound.add(keyValue(keyColumns.get(i), after.get(i)));
            }
        }
        sql.append(" order by ").append(key).append(" limit ?");
        bound.add(max + 1);
        List<Record> rows =
                transactions.read(s -> List.copyOf(s.fetch(sql.toString(), bound.toArray())));
        boolean more = rows.size() > max;
        List<Record> shown = more ? rows.subList(0, max) : rows;
        return new Page<>(
                shown.stream().map(this::item).toList(), more ? next(shown.getLast()) : null);
    }

    /** Asks for page after page, as far as the stream is read. */
    public final Stream<T> stream() {
        Iterator<T> items = new Pages();
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(
                        items, Spliterator.ORDERED | Spliterator.NONNULL),
                false);
    }

    private final class Pages implements Iterator<T> {
        private Page<T> page = page();
        private int at;

        @Override
        public boolean hasNext() {
            while (at == page.items().size() && page.next() != null) {
                page = after(page.next()).page();
                at = 0;
            }
            return at < page.items().size();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return page.items().get(at++);
        }
    }

    private String next(Record last) {
        StringBuilder text = new StringBuilder(name);
        for (String column : keyColumns) {
            String plain = column.substring(column.indexOf('.') + 1);
            text.append(SEPARATOR).append(last.get(plain, String.class));
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private List<String> key(String next) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(next), StandardCharsets.UTF_8);
            List<String> parts = Arrays.asList(text.split(SEPARATOR, -1));
            if (parts.getFirst().equals(name) && parts.size() == keyColumns.size() + 1) {
                List<String> key = parts.subList(1, parts.size());
                for (int i = 0; i < key.size(); i++) {
                    keyValue(keyColumns.get(i), key.get(i));
                }
                return key;
            }
        } catch (IllegalArgumentException e) {
            // Not a key of ours.
        }
        throw new QueryException(
                "\"%s\" is not the end of a page of %s; give what Page.next said"
                        .formatted(next, name));
    }
}
