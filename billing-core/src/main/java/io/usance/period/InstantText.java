package io.usance.period;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Instants as ISO 8601 text. */
public final class InstantText {
    private static final int SECOND_CHARS = "2026-03-29T08:30:00".length();
    private static final int NANO_DIGITS = 9;
    private static final long SECONDS_PER_DAY = 86_400;
    private static final long SECONDS_PER_HOUR = 3_600;
    private static final long SECONDS_PER_MINUTE = 60;

    private InstantText() {}

    /**
     * Exactly as {@link Instant#parse} does, but in a tenth of the time for {@code
     * 2026-03-28T08:30:00Z}, with up to nine decimals of a second or without: as nearly all devices
     * write it, and as it is stored.
     *
     * @throws java.time.DateTimeException if it is no instant
     */
    public static Instant parse(String text) {
        Instant plain = plain(text);
        return plain == null ? Instant.parse(text) : plain;
    }

    /** Null for any other form, and for what is no time. */
    private static @Nullable Instant plain(String text) {
        int last = text.length() - 1;
        int decimals = last - SECOND_CHARS - 1;
        boolean form =
                (last == SECOND_CHARS || decimals >= 1 && decimals <= NANO_DIGITS)
                        && text.charAt(last) == 'Z'
                        && text.charAt(4) == '-'
                        && text.charAt(7) == '-'
                        && text.charAt(10) == 'T'
                        && text.charAt(13) == ':'
                        && text.charAt(16) == ':'
                        && (last == SECOND_CHARS || text.charAt(SECOND_CHARS) == '.');
        if (!form) {
            return null;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, SECOND_CHARS);
        int nano = last == SECOND_CHARS ? 0 : nano(text, last);
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
                        && nano >= 0;
        if (!inRange) {
            // Days 29 to 31 among them: the general parser knows the calendar.
            return null;
        }
        long seconds =
                LocalDate.of(year, month, day).toEpochDay() * SECONDS_PER_DAY
                        + hour * SECONDS_PER_HOUR
                        + minute * SECONDS_PER_MINUTE
                        + second;
        return Instant.ofEpochSecond(seconds, nano);
    }

    private static int nano(String text, int end) {
        int nano = number(text, SECOND_CHARS + 1, end);
        for (int digits = end - SECOND_CHARS - 1; digits < NANO_DIGITS; digits++) {
            nano *= 10;
        }
        return nano;
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
}
