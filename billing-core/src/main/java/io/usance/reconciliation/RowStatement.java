package io.usance.reconciliation;

import io.usance.store.SchemaName;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A statement that changes many rows at once, from sets of values given as one array per column.
 *
 * <p>No two sets of one execution may be about the same row.
 */
final class RowStatement {
    private static final String SETS = "$sets";
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    private final String text;
    private final Column[] columns;

    /** How the values of a column travel: in the driver's binary form wherever it has one. */
    private enum Type {
        TEXT("text", "%s"),
        BIGINT("bigint", "%s"),
        BOOLEAN("boolean", "%s"),
        /** As plain text, so that a decimal keeps its decimals. */
        NUMERIC("text", "%s::numeric"),
        /** As microseconds since 1970, which are exact. */
        TIMESTAMPTZ("bigint", "timestamptz 'epoch' + %s * interval '1 microsecond'");

        final String carrier;
        final String read;

        Type(String carrier, String read) {
            this.carrier = carrier;
            this.read = read;
        }
    }

    private record Column(String name, Type type) {
        Column(String declaration) {
            this(
                    declaration.substring(0, declaration.indexOf(' ')),
                    Type.valueOf(
                            declaration
                                    .substring(declaration.indexOf(' ') + 1)
                                    .toUpperCase(Locale.ROOT)));
        }

        String read() {
            return type.read.formatted("v." + name) + " as " + name;
        }
    }

    /**
     * @param columns names and types of the values, in their order: {@code "meter_id text, milli
     *     bigint"}
     * @param text SQL that reads the values from a table {@code c}, written {@code $sets}
     */
    RowStatement(String columns, String text) {
        this.columns = Arrays.stream(columns.split(", ")).map(Column::new).toArray(Column[]::new);
        this.text = text.replace(SETS, sets());
    }

    private String sets() {
        return "(select %s from unnest(%s) as v(%s)) as c"
                .formatted(joined(Column::read), joined(column -> "?"), joined(Column::name));
    }

    private String joined(Function<Column, String> of) {
        return Arrays.stream(columns).map(of).collect(Collectors.joining(", "));
    }

    /** Runs it once for all of these sets of values. */
    void execute(Connection connection, SchemaName schema, List<@Nullable Object[]> sets)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(schema.in(text))) {
            for (int i = 0; i < columns.length; i++) {
                statement.setArray(
                        i + 1, connection.createArrayOf(columns[i].type.carrier, values(i, sets)));
            }
            statement.executeUpdate();
        }
    }

    private @Nullable Object[] values(int column, List<@Nullable Object[]> sets) {
        @Nullable Object[] values =
                switch (columns[column].type) {
                    case TEXT, NUMERIC -> new String[sets.size()];
                    case BIGINT, TIMESTAMPTZ -> new Long[sets.size()];
                    case BOOLEAN -> new Boolean[sets.size()];
                };
        for (int row = 0; row < values.length; row++) {
            values[row] = carried(sets.get(row)[column]);
        }
        return values;
    }

    private static @Nullable Object carried(@Nullable Object value) {
        return switch (value) {
            case Instant at -> micros(at);
            case BigDecimal decimal -> decimal.toPlainString();
            case Integer number -> number.longValue();
            case null, default -> value;
        };
    }

    /** Rounded as Postgres does, where a clock is finer. */
    private static long micros(Instant at) {
        return at.getEpochSecond() * MICROS_PER_SECOND
                + (at.getNano() + NANOS_PER_MICRO / 2) / NANOS_PER_MICRO;
    }
}
