package io.usance.csv;

import io.usance.csv.TableOptions.DateOrder;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A time as a device or a portal writes it: ISO 8601 and what looks like it, a date with the day or
 * the month first, or seconds, milliseconds, microseconds or nanoseconds since 1970.
 *
 * <p>Which of the four an integer is follows from its size: within the years 2001 to 2100 no two of
 * them overlap. A date with points has its day first wherever it is written so; one with slashes or
 * hyphens may have either.
 *
 * @param first day or month, whichever was written first; 0 if the form leaves no doubt
 * @param second the other of the two
 * @param date null if it depends on which is the day, or for a number
 * @param time null for a number, and for a date alone
 * @param offset null if it was not written
 * @param instant of a number; null for a date
 */
record WrittenTime(
        int year,
        int first,
        int second,
        @Nullable LocalDate date,
        @Nullable LocalTime time,
        @Nullable ZoneOffset offset,
        @Nullable Instant instant) {

    private static final String CLOCK =
            "(?:(?:[Tt]| *,? +)(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?"
                    + "(?: ?([AaPp])\\.?[Mm]\\.?)?(?: ?Uhr)?)?";
    private static final String OFFSET = " ?(Z|z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?)?";
    private static final Pattern YEAR_FIRST =
            Pattern.compile("(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})" + CLOCK + OFFSET);
    private static final Pattern YEAR_LAST =
            Pattern.compile("(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})" + CLOCK + OFFSET);
    private static final Pattern COMPACT =
            Pattern.compile("(20\\d{2})(\\d{2})(\\d{2})(?:[T_ ]?(\\d{2})(\\d{2})(\\d{2})?)?(Z)?");
    private static final Pattern NUMBER = Pattern.compile("(\\d{10,19})(?:\\.(\\d{1,9}))?");

    /** Digits of a number since 1970 in the years 2001 to 2286, and digits behind its seconds. */
    private static final int SECONDS_DIGITS = 10;

    private static final List<Integer> DECIMALS = List.of(0, 3, 6, 9);

    /** Longer texts are no time. */
    private static final int CHARS_MAX = 48;

    /** Null if it is no time. */
    static @Nullable WrittenTime of(String text) {
        if (text.length() > CHARS_MAX || text.isEmpty()) {
            return null;
        }
        try {
            Matcher yearFirst = YEAR_FIRST.matcher(text);
            if (yearFirst.matches()) {
                LocalDate date =
                        LocalDate.of(
                                number(yearFirst, 1), number(yearFirst, 3), number(yearFirst, 4));
                return dated(date, time(yearFirst), offset(yearFirst.group(10)));
            }
            Matcher yearLast = YEAR_LAST.matcher(text);
            return yearLast.matches() ? yearLast(yearLast) : digits(text);
        } catch (DateTimeException noSuchDay) {
            return null;
        }
    }

    private static WrittenTime dated(
            LocalDate date, @Nullable LocalTime time, @Nullable ZoneOffset offset) {
        return new WrittenTime(date.getYear(), 0, 0, date, time, offset, null);
    }

    private static WrittenTime yearLast(Matcher parts) {
        int first = number(parts, 1);
        int second = number(parts, 3);
        int year = number(parts, 4);
        ZoneOffset offset = offset(parts.group(10));
        if (parts.group(2).equals(".")) {
            return dated(LocalDate.of(year, second, first), time(parts), offset);
        }
        // Neither may be more than a day of a month, one of them must be a month.
        LocalDate.of(year, Math.min(first, second), Math.max(first, second));
        return new WrittenTime(year, first, second, null, time(parts), offset, null);
    }

    private static @Nullable WrittenTime digits(String text) {
        Matcher number = NUMBER.matcher(text);
        if (number.matches()) {
            int decimals = number.group(1).length() - SECONDS_DIGITS;
            if (DECIMALS.contains(decimals)) {
                BigDecimal[] parts =
                        new BigDecimal(text)
                                .movePointLeft(decimals)
                                .divideAndRemainder(BigDecimal.ONE);
                Instant at =
                        Instant.ofEpochSecond(
                                parts[0].longValueExact(), parts[1].movePointRight(9).longValue());
                return new WrittenTime(0, 0, 0, null, null, ZoneOffset.UTC, at);
            }
        }
        Matcher compact = COMPACT.matcher(text);
        if (!compact.matches()) {
            return null;
        }
        LocalDate date = LocalDate.of(number(compact, 1), number(compact, 2), number(compact, 3));
        LocalTime time =
                compact.group(4) == null
                        ? null
                        : LocalTime.of(number(compact, 4), number(compact, 5), number(compact, 6));
        return dated(date, time, offset(compact.group(7)));
    }

    /** Zero for what is not written. */
    private static int number(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static @Nullable LocalTime time(Matcher parts) {
        if (parts.group(5) == null) {
            return null;
        }
        int hour = number(parts, 5);
        String half = parts.group(9);
        if (half != null) {
            if (hour < 1 || hour > 12) {
                throw new DateTimeException("no hour of a half day");
            }
            hour = hour % 12 + (half.equalsIgnoreCase("p") ? 12 : 0);
        }
        String decimals = parts.group(8);
        int nanos =
                decimals == null
                        ? 0
                        : Integer.parseInt(decimals + "0".repeat(9 - decimals.length()));
        return LocalTime.of(hour, number(parts, 6), number(parts, 7), nanos);
    }

    private static @Nullable ZoneOffset offset(@Nullable String text) {
        if (text == null) {
            return null;
        }
        boolean signed = text.startsWith("+") || text.startsWith("-");
        return signed ? ZoneOffset.of(text) : ZoneOffset.UTC;
    }

    boolean isNumber() {
        return instant != null;
    }

    /** Day and month could be either. */
    boolean isOrderOpen() {
        return first > 0;
    }

    boolean isWithoutOffset() {
        return offset == null;
    }

    boolean isDateOnly() {
        return time == null && instant == null;
    }

    /** Null if it cannot have that order. */
    private @Nullable LocalDate date(@Nullable DateOrder order) {
        if (!isOrderOpen()) {
            return date;
        }
        int day = order == DateOrder.DAY_FIRST ? first : second;
        int month = order == DateOrder.DAY_FIRST ? second : first;
        return order == null || month > 12 ? null : LocalDate.of(year, month, day);
    }

    /**
     * The instants it may be: none in the hour that spring leaves out, or if its order or its zone
     * is not known; two in the hour that autumn has twice.
     */
    List<Instant> instants(@Nullable ZoneId zone, @Nullable DateOrder order) {
        if (instant != null) {
            return List.of(instant);
        }
        LocalDate day = date(order);
        if (day == null) {
            return List.of();
        }
        LocalDateTime local = day.atTime(time == null ? LocalTime.MIDNIGHT : time);
        if (offset != null) {
            return List.of(local.toInstant(offset));
        }
        return zone == null
                ? List.of()
                : zone.getRules().getValidOffsets(local).stream().map(local::toInstant).toList();
    }
}
