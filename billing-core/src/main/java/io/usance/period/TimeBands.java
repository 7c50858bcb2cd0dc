package io.usance.period;

import static io.usance.failure.Checks.all;
import static io.usance.failure.Checks.given;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the week into named bands by the clock on the wall: peak and off-peak.
 *
 * <p>Every instant is in exactly one band, that which the clock shows then. Where the clock is put
 * forward, what it skips never is; where it is put back, what it shows twice is in its band twice.
 *
 * @param bands at least one, none at the time of another
 * @param rest name of the band of all other time
 * @param holidays dates that count as another day of the week, by date; null for none
 */
public record TimeBands(List<TimeBand> bands, String rest, @Nullable List<Holiday> holidays) {
    /** Most bands, the rest not counted. */
    public static final int BANDS_MAX = 7;

    /** Most holidays. */
    public static final int HOLIDAYS_MAX = 1_000;

    /** Longest interval that is looked at; a longer one is taken to cross an edge. */
    public static final Duration INTERVAL_MAX = Duration.ofDays(31);

    private static final int SECONDS_PER_MINUTE = 60;

    public TimeBands {
        bands = List.copyOf(all(bands, "timeBands.bands"));
        TimeBand.checkName(given(rest, "timeBands.rest"));
        if (bands.isEmpty() || bands.size() > BANDS_MAX) {
            throw new IllegalArgumentException(
                    "there are 1 to %d bands beside the rest, %s, not %d"
                            .formatted(BANDS_MAX, rest, bands.size()));
        }
        Set<String> names = new TreeSet<>(Set.of(rest));
        for (TimeBand band : bands) {
            if (!names.add(band.name())) {
                throw new IllegalArgumentException(
                        band.name().equals(rest)
                                ? "the rest, %s, has hours; give the rest another name, or leave its hours out: it has all other time"
                                        .formatted(rest)
                                : "two bands are named %s; write the hours of both under one"
                                        .formatted(band.name()));
            }
        }
        checkOverlaps(bands);
        holidays = inOrder(holidays);
    }

    private static @Nullable List<Holiday> inOrder(@Nullable List<Holiday> holidays) {
        if (holidays == null || holidays.isEmpty()) {
            return null;
        }
        if (holidays.size() > HOLIDAYS_MAX) {
            throw new IllegalArgumentException(
                    "there are at most %d holidays, not %d"
                            .formatted(HOLIDAYS_MAX, holidays.size()));
        }
        Map<LocalDate, Holiday> byDate = new HashMap<>();
        for (Holiday holiday : holidays) {
            Holiday other = byDate.put(holiday.date(), holiday);
            if (other != null) {
                throw new IllegalArgumentException(
                        "holiday %s counts as %s and as %s; write it once"
                                .formatted(holiday.date(), other.as(), holiday.as()));
            }
        }
        return holidays.stream().sorted(Comparator.comparing(Holiday::date)).toList();
    }

    private static void checkOverlaps(List<TimeBand> bands) {
        for (DayOfWeek day : DayOfWeek.values()) {
            @Nullable String[] taken = new String[ClockTime.DAY_MINUTES];
            for (TimeBand band : bands) {
                for (BandHours hours : band.hours()) {
                    for (int minute = hours.from().minute();
                            hours.contains(day, minute);
                            minute++) {
                        String other = taken[minute];
                        if (other != null) {
                            throw new IllegalArgumentException(
                                    "%s %s is %s; let one end where the other begins"
                                            .formatted(
                                                    day,
                                                    new ClockTime(minute),
                                                    other.equals(band.name())
                                                            ? "twice in band " + other
                                                            : "in band %s and in band %s"
                                                                    .formatted(
                                                                            other, band.name())));
                        }
                        taken[minute] = band.name();
                    }
                }
            }
        }
    }

    /** The names of all bands, the rest last. */
    public List<String> names() {
        List<String> names = new ArrayList<>(bands.stream().map(TimeBand::name).toList());
        names.add(rest);
        return List.copyOf(names);
    }

    /** The band an instant is in. */
    public String at(Instant instant, ZoneId zone) {
        ZonedDateTime clock = instant.atZone(zone);
        DayOfWeek day = day(clock.toLocalDate());
        int minute = clock.toLocalTime().toSecondOfDay() / SECONDS_PER_MINUTE;
        for (TimeBand band : bands) {
            for (BandHours hours : band.hours()) {
                if (hours.contains(day, minute)) {
                    return band.name();
                }
            }
        }
        return rest;
    }

    private DayOfWeek day(LocalDate date) {
        int place =
                Collections.binarySearch(
                        holidaysOrNone(),
                        new Holiday(date, date.getDayOfWeek()),
                        Comparator.comparing(Holiday::date));
        return place < 0 ? date.getDayOfWeek() : holidaysOrNone().get(place).as();
    }

    /** Its holidays, by date. */
    public List<Holiday> holidaysOrNone() {
        return holidays == null ? List.of() : holidays;
    }

    /**
     * The band that all of an interval is in.
     *
     * @param until exclusive
     * @return empty if it is in several, in none (it is empty), or longer than {@link
     *     #INTERVAL_MAX}
     */
    public Optional<String> over(Instant from, Instant until, ZoneId zone) {
        boolean looked = from.isBefore(until) && !until.isAfter(from.plus(INTERVAL_MAX));
        if (!looked) {
            return Optional.empty();
        }
        String band = at(from, zone);
        boolean one =
                changes(from, until, zone).stream()
                        .allMatch(change -> at(change, zone).equals(band));
        return one ? Optional.of(band) : Optional.empty();
    }

    /** All instants after {@code from} and before {@code until} at which the band may change. */
    private List<Instant> changes(Instant from, Instant until, ZoneId zone) {
        List<Instant> changes = new ArrayList<>();
        Set<Integer> edges = edges();
        LocalDate last = until.atZone(zone).toLocalDate();
        for (LocalDate date = from.atZone(zone).toLocalDate();
                !date.isAfter(last);
                date = date.plusDays(1)) {
            for (int minute : edges) {
                LocalDateTime clock = date.atStartOfDay().plusMinutes(minute);
                // None where the clock skips it; two where it shows it twice.
                for (ZoneOffset offset : zone.getRules().getValidOffsets(clock)) {
                    changes.add(clock.toInstant(offset));
                }
            }
        }
        ZoneOffsetTransition next = zone.getRules().nextTransition(from);
        while (next != null && next.getInstant().isBefore(until)) {
            changes.add(next.getInstant());
            next = zone.getRules().nextTransition(next.getInstant());
        }
        changes.removeIf(change -> !change.isAfter(from) || !change.isBefore(until));
        return changes;
    }

    /** Minutes of a day at which a band may begin; midnight is one of them. */
    private Set<Integer> edges() {
        Set<Integer> edges = new TreeSet<>(Set.of(0));
        for (TimeBand band : bands) {
            for (BandHours hours : band.hours()) {
                edges.add(hours.from().minute());
                edges.add(hours.until().minute());
            }
        }
        return edges;
    }

    /**
     * The first edge that intervals of a length cannot keep to, if they begin at whole multiples of
     * it since 1970-01-01T00:00Z.
     *
     * @param since from when on the zone's offsets are looked at
     * @return on the clock; empty if no such interval ever crosses an edge
     */
    public Optional<ClockTime> edgeCrossed(Duration length, ZoneId zone, Instant since) {
        long seconds = length.toSeconds();
        boolean whole = seconds > 0 && length.equals(Duration.ofSeconds(seconds));
        IntPredicate crossed =
                minute ->
                        !whole
                                || offsets(zone, since).stream()
                                        .anyMatch(offset ->
                                                Math.floorMod(
                                                                minute * SECONDS_PER_MINUTE
                                                                        - offset.getTotalSeconds(),
                                                                seconds)
                                                        != 0);
        return edges().stream().filter(crossed::test).findFirst().map(ClockTime::new);
    }

    /** The offsets that a zone has from some time on, as far as is known. */
    private static Set<ZoneOffset> offsets(ZoneId zone, Instant since) {
        Set<ZoneOffset> offsets = new TreeSet<>(Set.of(zone.getRules().getOffset(since)));
        zone.getRules().getTransitions().stream()
                .filter(transition -> transition.getInstant().isAfter(since))
                .forEach(transition -> offsets.add(transition.getOffsetAfter()));
        zone.getRules().getTransitionRules().forEach(rule -> offsets.add(rule.getOffsetAfter()));
        return offsets;
    }
}
