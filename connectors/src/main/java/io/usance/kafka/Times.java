package io.usance.kafka;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Times from outside. */
final class Times {

    private static final Instant EARLIEST =
            OffsetDateTime.of(RecordLimits.YEAR_MIN, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC).toInstant();
    private static final Instant END =
            OffsetDateTime.of(RecordLimits.YEAR_MAX + 1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)
                    .toInstant();

    private static final int PLAIN_CHARS = 20;
    private static final int PLAIN_MILLIS_CHARS = 24;
    private static final long SECONDS_PER_DAY = 86_400;
    private static final long SECONDS_PER_HOUR = 3_600;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private Times() {}

    /** ISO 8601 with {@code Z} or a numeric offset. */
    static Instant instant(String field, String text) throws Refusal {
        if (text.length() > RecordLimits.TIME_CHARS_MAX) {
            throw bad(field, text, "is too long for a time");
        }
        Instant instant;
        try {
            Instant plain = plain(text);
            instant = plain == null ? Instant.parse(text) : plain;
        } catch (DateTimeException notIso) {
            throw bad(field, text, "is not an ISO 8601 time with Z or an offset");
        }
        if (instant.isBefore(EARLIEST) || !instant.isBefore(END)) {
            throw bad(
                    field,
                    text,
                    "is outside " + RecordLimits.YEAR_MIN + " to " + RecordLimits.YEAR_MAX);
        }
        return instant;
    }

    /**
     * {@code 2026-03-29T08:30:00Z} or {@code 2026-03-29T08:30:00.123Z}, as nearly all devices write
     * it; a tenth of the time that the general parser takes. Null for any other form, and for what
     * is no time.
     */
    private static @Nullable Instant plain(String text) {
        int length = text.length();
        boolean form =
                (length == PLAIN_CHARS || length == PLAIN_MILLIS_CHARS)
                        && text.charAt(length - 1) == 'Z'
                        && text.charAt(4) == '-'
                        && text.charAt(7) == '-'
                        && text.charAt(10) == 'T'
                        && text.charAt(13) == ':'
                        && text.charAt(16) == ':'
                        && (length == PLAIN_CHARS || text.charAt(19) == '.');
        if (!form) {
            return null;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        int milli = length == PLAIN_CHARS ? 0 : number(text, 20, 23);
        boolean inRange =
                year >= 0
                        && month >= 1
                        && month <= 12
                        && day >= 1
                        && day <= 28
                        && hour >= 0
                        && hour <= 23
                        && minute >= 0
                        && minute <= 59
                        && second >= 0
                        && second <= 59
                        && milli >= 0;
        if (!inRange) {
            // Days 29 to 31 among them: the general parser knows the calendar.
            return null;
        }
        long seconds =
                LocalDate.of(year, month, day).toEpochDay() * SECONDS_PER_DAY
                        + hour * SECONDS_PER_HOUR
                        + minute * SECONDS_PER_MINUTE
                        + second;
        return Instant.ofEpochSecond(seconds, milli * NANOS_PER_MILLI);
    }

    /** Of ASCII digits only; negative if there is anything else. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static Refusal bad(String field, String text, String why) {
        return new Refusal(DecodeReason.BAD_TIME, field + " " + Refusal.shown(text) + " " + why);
    }
}
