package io.usance.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.usance.period.BillingCalendar.Cycle;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Times in a contract document: a plain date is the first instant of that day in the contract's
 * zone, which is an hour after midnight where summer time begins with the day.
 *
 * <p>What is no time is left as it is and named by {@link #problem}: a time of day without a zone
 * is not guessed.
 */
final class DocumentDates {
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern LOCAL_TIME =
            Pattern.compile(
                    "([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]+([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,9})?)?)");
    private static final String EXAMPLES =
            "an instant such as 2026-03-31T22:00:00Z, or a date such as 2026-04-01";

    private final ZoneId zone;
    private final List<String> meanings = new ArrayList<>();

    private DocumentDates(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * Dates of a contract. A zone that is none is a problem of its own; here UTC stands for it.
     *
     * <p>A period of ONCE that does not say its first day begins with metering.
     */
    static DocumentDates of(JsonNode contract) {
        JsonNode calendar = contract.path("calendar");
        String name = calendar.path("zone").asText();
        DocumentDates dates =
                new DocumentDates(
                        ZoneId.of(
                                ZoneRulesProvider.getAvailableZoneIds().contains(name)
                                        ? name
                                        : "UTC"));
        Instant from = dates.instant(contract.path("meteringFrom").asText());
        boolean once = calendar.path("cycle").asText().equals(Cycle.ONCE.name());
        if (once && from != null && calendar instanceof ObjectNode of && !of.hasNonNull("from")) {
            of.put("from", from.atZone(dates.zone).toLocalDate().toString());
        }
        return dates;
    }

    /** Writes a date as the instant it means, and an instant that begins a day as that date. */
    void resolve(ObjectNode parent, String field, Class<?> wanted, String path) {
        String text = parent.path(field).asText();
        LocalDate date = date(text);
        if (wanted == Instant.class && date != null) {
            ZonedDateTime first = date.atStartOfDay(zone);
            parent.put(field, first.toInstant().toString());
            meanings.add(
                    "%s: %s begins %s%s"
                            .formatted(
                                    path.replaceFirst("^\\$\\.", ""),
                                    text,
                                    first.toInstant(),
                                    first.toLocalTime().equals(LocalTime.MIDNIGHT)
                                            ? ""
                                            : ", at " + first.toLocalTime()));
        } else if (wanted == LocalDate.class && date == null) {
            Instant instant = instant(text);
            ZonedDateTime local = instant == null ? null : instant.atZone(zone);
            if (local != null && local.equals(local.toLocalDate().atStartOfDay(zone))) {
                parent.put(field, local.toLocalDate().toString());
            }
        }
    }

    /** What the dates mean, one line each; empty if all is written as instants. */
    List<String> meanings() {
        return meanings.isEmpty()
                ? List.of()
                : Stream.concat(
                                Stream.of("Dates by the clock of " + zone + ":"),
                                meanings.stream().map(meaning -> "  " + meaning))
                        .toList();
    }

    /**
     * What is wrong with a time, and what to write; null if it is one.
     *
     * @param dates of the contract it is in; null if it is in none
     */
    static @Nullable String problem(
            JsonNode value, Class<?> wanted, @Nullable DocumentDates dates) {
        if (!value.isValueNode()) {
            return "is %s, not %s".formatted(Shown.of(value), example(wanted));
        }
        String text = value.asText();
        if (wanted == LocalDate.class) {
            return date(text) != null ? null : dayProblem(text, dates);
        }
        if (parsed(text) != null) {
            return null;
        }
        if (date(text) != null) {
            return "is the date %s, but nothing here says in which zone; write the instant it begins with, such as %sT00:00:00Z"
                    .formatted(text, text);
        }
        return localProblem(text, dates);
    }

    /** What a time looks like. */
    static String example(Class<?> wanted) {
        return wanted == LocalDate.class ? "a date such as 2026-04-01" : EXAMPLES;
    }

    private static String dayProblem(String text, @Nullable DocumentDates dates) {
        Instant instant = parsed(text);
        if (instant == null || dates == null) {
            return "is %s, not a date such as 2026-04-01"
                    .formatted(Shown.of(TextNode.valueOf(text)));
        }
        ZonedDateTime local = instant.atZone(dates.zone);
        return "is %s, %s in %s, where no day begins; write a date, %s or %s"
                .formatted(
                        text,
                        local.toLocalDateTime(),
                        dates.zone,
                        local.toLocalDate(),
                        local.toLocalDate().plusDays(1));
    }

    private static String localProblem(String text, @Nullable DocumentDates dates) {
        var parts = LOCAL_TIME.matcher(text);
        if (parts.matches()) {
            try {
                LocalDateTime local = LocalDateTime.parse(parts.group(1) + "T" + parts.group(2));
                ZonedDateTime there = local.atZone(dates == null ? ZoneId.of("UTC") : dates.zone);
                return "is %s, a time without a zone; write %s for the clock of %s"
                        .formatted(text, there.toInstant(), there.getZone());
            } catch (DateTimeException e) {
                return "is '%s', a time that there is not; write %s".formatted(text, EXAMPLES);
            }
        }
        return "is %s, not %s".formatted(Shown.of(TextNode.valueOf(text)), EXAMPLES);
    }

    private @Nullable Instant instant(String text) {
        LocalDate date = date(text);
        return date == null ? parsed(text) : date.atStartOfDay(zone).toInstant();
    }

    private static @Nullable Instant parsed(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable LocalDate date(String text) {
        try {
            return DATE.matcher(text).matches() ? LocalDate.parse(text) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
