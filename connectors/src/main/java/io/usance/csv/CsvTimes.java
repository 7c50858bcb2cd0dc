package io.usance.csv;

import io.usance.record.DecodeReason;
import io.usance.record.Decoding.Undecodable;
import io.usance.record.RecordLimits;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Times in columns that are no part of a message, within the limits of those that are. */
public final class CsvTimes {
    private CsvTimes() {}

    /** Null if there is none, or none within the years that are taken. */
    public static @Nullable Instant parsed(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            Instant instant = Instant.parse(text);
            int year = instant.atOffset(ZoneOffset.UTC).getYear();
            return year >= RecordLimits.YEAR_MIN && year <= RecordLimits.YEAR_MAX ? instant : null;
        } catch (DateTimeException notIso) {
            return null;
        }
    }

    public static Undecodable<?> refused(String column, String text) {
        String shown = text.length() <= 60 ? text : text.substring(0, 59) + "…";
        return new Undecodable<>(
                DecodeReason.BAD_TIME,
                "%s '%s' is not an ISO 8601 time with Z or an offset, of %d to %d"
                        .formatted(column, shown, RecordLimits.YEAR_MIN, RecordLimits.YEAR_MAX));
    }
}
