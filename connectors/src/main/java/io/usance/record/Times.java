package io.usance.record;

import io.usance.period.InstantText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Times from outside. */
public final class Times {

    private static final Instant EARLIEST =
            OffsetDateTime.of(RecordLimits.YEAR_MIN, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC).toInstant();
    private static final Instant END =
            OffsetDateTime.of(RecordLimits.YEAR_MAX + 1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)
                    .toInstant();

    private static final long AHEAD_MAX_MS = RecordLimits.AHEAD_MAX.toMillis();

    private Times() {}

    /** ISO 8601 with {@code Z} or a numeric offset. */
    public static Instant instant(String field, String text) throws Refusal {
        if (text.length() > RecordLimits.TIME_CHARS_MAX) {
            throw bad(field, text, "is too long for a time");
        }
        Instant instant;
        try {
            instant = InstantText.parse(text);
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
     * Refuses what was sampled later than it arrived.
     *
     * <p>It is judged by the record's own time of arrival, not by that of a poll's newest, so that
     * it does not matter how records are cut into polls.
     *
     * @param arrivedMs when the record arrived, see {@link InboundRecord}
     */
    public static void checkNotOfTheFuture(Instant sampledAt, long arrivedMs) throws Refusal {
        if (sampledAt.toEpochMilli() > arrivedMs + AHEAD_MAX_MS) {
            throw new Refusal(
                    DecodeReason.FUTURE_TIME,
                    "sampled " + sampledAt + ", received " + Instant.ofEpochMilli(arrivedMs));
        }
    }

    private static Refusal bad(String field, String text, String why) {
        return new Refusal(DecodeReason.BAD_TIME, field + " " + Refusal.shown(text) + " " + why);
    }
}
