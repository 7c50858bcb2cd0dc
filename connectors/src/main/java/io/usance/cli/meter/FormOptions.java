package io.usance.cli.meter;

import io.usance.csv.TableOptions;
import io.usance.csv.TableOptions.DateOrder;
import io.usance.csv.UnitNames;
import io.usance.meter.silo.ReadingKind;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Options of {@code usance meter} for files that other programs wrote. */
final class FormOptions {
    @Option(
            names = "--columns",
            paramLabel = "OURS=THEIRS,...",
            hideParamSyntax = true,
            split = ",(?=[A-Za-z_][A-Za-z0-9_.-]*=)",
            description =
                    "Which columns of the readings are which: sampled_at=last_changed,value=state. Two"
                            + " with a plus between them are a date and its time: sampled_at=Day+Time."
                            + " One with nothing behind it is not used: sequence=.")
    private Map<String, String> columns = new HashMap<>();

    @Option(
            names = "--delivery-columns",
            paramLabel = "OURS=THEIRS,...",
            hideParamSyntax = true,
            split = ",(?=[A-Za-z_][A-Za-z0-9_.-]*=)",
            description = "The same of the deliveries: note_id=Ticket,delivered_at=Date.")
    private Map<String, String> deliveryColumns = new HashMap<>();

    @Option(
            names = "--only",
            paramLabel = "COLUMN=VALUE",
            description = "Only rows with this value: entity_id=sensor.tank. May be repeated.")
    private Map<String, String> only = new HashMap<>();

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            converter = Zone.class,
            description = "Of times without an offset: Europe/Berlin, UTC, +01:00.")
    private @Nullable ZoneId zone;

    @Option(
            names = "--separator",
            paramLabel = "CHAR",
            converter = Separator.class,
            description = "Between columns of the readings: , ; | or tab.")
    private @Nullable Character separator;

    @Option(
            names = "--decimal",
            paramLabel = "point|comma",
            converter = Decimal.class,
            description = "What separates decimals.")
    private @Nullable Character decimal;

    @Option(
            names = "--dates",
            paramLabel = "day-first|month-first",
            converter = Order.class,
            description = "What 01/02/2026 means.")
    private @Nullable DateOrder dates;

    @Option(
            names = "--unit",
            paramLabel = "UNIT",
            converter = Unit.class,
            description = "Of all values of the readings.")
    private @Nullable String unit;

    @Option(
            names = "--reading-kind",
            paramLabel = "KIND",
            description = "What the sensor reports: ${COMPLETION-CANDIDATES}.")
    private @Nullable ReadingKind readingKind;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    FormOptions() {}

    TableOptions readings() {
        Map<String, String> all = new HashMap<>();
        if (unit != null) {
            all.put("unit", unit);
        }
        if (readingKind != null) {
            all.put("kind", readingKind.name());
        }
        return new TableOptions(lowerCase(columns), zone, separator, decimal, dates, all, only);
    }

    /** Its separator is guessed: the two files are often of two programs. */
    TableOptions deliveries() {
        return new TableOptions(
                lowerCase(deliveryColumns), zone, null, decimal, dates, Map.of(), Map.of());
    }

    /** As the deliveries, in our own columns. */
    TableOptions stock() {
        return new TableOptions(Map.of(), zone, null, decimal, dates, Map.of(), Map.of());
    }

    /** The first option that says nothing of a machine; null if there is none. */
    @Nullable String ofSilosOnly() {
        if (!deliveryColumns.isEmpty()) {
            return "--delivery-columns";
        }
        if (unit != null) {
            return "--unit";
        }
        return readingKind != null ? "--reading-kind" : null;
    }

    private static Map<String, String> lowerCase(Map<String, String> columns) {
        Map<String, String> lower = new HashMap<>();
        columns.forEach((ours, theirs) -> lower.put(ours.toLowerCase(Locale.ROOT), theirs));
        return lower;
    }

    static final class Zone implements ITypeConverter<ZoneId> {
        @Override
        public ZoneId convert(String text) {
            try {
                return ZoneId.of(text);
            } catch (DateTimeException e) {
                throw new TypeConversionException(
                        "'" + text + "' is not a zone such as Europe/Berlin, UTC or +01:00");
            }
        }
    }

    static final class Separator implements ITypeConverter<Character> {
        @Override
        public Character convert(String text) {
            return switch (text) {
                case ",", "comma" -> ',';
                case ";", "semicolon" -> ';';
                case "|" -> '|';
                case "\t", "\\t", "tab" -> '\t';
                default ->
                        throw new TypeConversionException(
                                "'" + text + "' is not a separator; write , ; | or tab");
            };
        }
    }

    static final class Decimal implements ITypeConverter<Character> {
        @Override
        public Character convert(String text) {
            return switch (text) {
                case ".", "point" -> '.';
                case ",", "comma" -> ',';
                default ->
                        throw new TypeConversionException(
                                "'" + text + "' does not separate decimals; write point or comma");
            };
        }
    }

    static final class Order implements ITypeConverter<DateOrder> {
        @Override
        public DateOrder convert(String text) {
            return switch (text) {
                case "day-first" -> DateOrder.DAY_FIRST;
                case "month-first" -> DateOrder.MONTH_FIRST;
                default ->
                        throw new TypeConversionException(
                                "'" + text + "' is neither day-first nor month-first");
            };
        }
    }

    static final class Unit implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            return UnitNames.of(text)
                    .orElseThrow(() ->
                            new TypeConversionException(
                                    "'"
                                            + text
                                            + "' is not a unit such as L, kg, t, m3, [gal_us] or %"))
                    .code();
        }
    }
}
