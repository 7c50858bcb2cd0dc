package io.usance.offline;

import io.usance.level.Calibration;
import io.usance.level.Density;
import io.usance.level.LevelSpec;
import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import io.usance.period.BillingPeriod;
import io.usance.record.silo.DeliveryRecord;
import io.usance.record.silo.StockRecord;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Moves a metering period of any bounds onto a period of the billing calendar.
 *
 * <p>Design note: metering closes periods of a calendar, which end at midnights; a person with a
 * file wants the quantity from one instant to another. A contract may begin at any instant, so only
 * the end has to be moved. Metering knows no time but differences and the calendar's bounds;
 * therefore all times are moved by the same amount, such that the wanted end is the end of {@link
 * #PERIOD}, and moved back in what is shown. The year before that end is one period, a leap year:
 * anything up to {@link #DAYS_MAX} days is metered as a single period, by the service's own code,
 * with its opening, its closing and one uncertainty. {@code MeterRunTest} holds a month metered
 * this way against the same month under a monthly contract.
 */
public final class TimeShift {

    /** Longest metering period. */
    static final int DAYS_MAX = 366;

    public static final BillingCalendar CALENDAR =
            new BillingCalendar(ZoneId.of("UTC"), Cycle.YEAR);

    /** The calendar's period whose end stands for the end of metering. */
    public static final BillingPeriod PERIOD =
            CALENDAR.periodOf(Instant.parse("2028-01-01T00:00:00Z"));

    private static final Pattern INSTANT = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z");

    private final Duration by;

    private TimeShift(Duration by) {
        this.by = by;
    }

    /** The shift that makes {@code end} the end of {@link #PERIOD}. */
    public static TimeShift ending(Instant end) {
        return new TimeShift(Duration.between(end, PERIOD.end()));
    }

    public Instant there(Instant at) {
        return at.plus(by);
    }

    public Instant back(Instant at) {
        return at.minus(by);
    }

    Reading there(Reading reading) {
        return new Reading(
                reading.sensorId(),
                reading.sequence(),
                reading.batchId(),
                there(reading.sampledAt()),
                reading.kind(),
                reading.value(),
                reading.unit(),
                reading.temperatureCel(),
                reading.epoch());
    }

    /** What holds from an instant on holds from the moved one. */
    SiloSpec there(SiloSpec silo) {
        LevelSpec level = silo.level();
        if (level == null) {
            return silo;
        }
        List<Calibration> calibrations =
                level.calibrations().stream()
                        .map(c ->
                                new Calibration(
                                        c.sensorId(),
                                        there(c.validFrom()),
                                        c.referenceHeightMm(),
                                        c.spanMm(),
                                        c.gain(),
                                        c.offsetMm(),
                                        c.soundAtCel()))
                        .toList();
        List<Density> densities =
                level.densities().stream()
                        .map(d ->
                                new Density(there(d.validFrom()), d.kgPerM3(), d.moisturePercent()))
                        .toList();
        return silo.withLevel(
                new LevelSpec(
                        level.vessel(), calibrations, densities, level.heap(), level.reduction()));
    }

    DeliveryNote there(DeliveryNote note) {
        return new DeliveryNote(note.noteId(), there(note.deliveredAt()), note.quantity());
    }

    StockRecord there(StockRecord c) {
        return new StockRecord(
                c.change(),
                c.quantity(),
                c.uncertainty(),
                c.shown(),
                c.toSiloId(),
                there(c.happenedAt()),
                c.id(),
                c.by(),
                c.reason());
    }

    DeliveryNote back(DeliveryNote note) {
        return new DeliveryNote(note.noteId(), back(note.deliveredAt()), note.quantity());
    }

    DeliveryRecord there(DeliveryRecord record) {
        return switch (record) {
            case DeliveryRecord.Noted noted -> new DeliveryRecord.Noted(there(noted.note()));
            case DeliveryRecord.Voided none -> none;
            case DeliveryRecord.Corrected c ->
                    new DeliveryRecord.Corrected(
                            c.noteId(),
                            c.deliveredAt() == null ? null : there(c.deliveredAt()),
                            c.quantity(),
                            c.id(),
                            c.by(),
                            c.reason());
        };
    }

    /** A text for people, with the instants in it moved back. */
    public String back(String detail) {
        return INSTANT.matcher(detail)
                .replaceAll(found -> Matcher.quoteReplacement(backIfInstant(found.group())));
    }

    /** A name in a text may look like an instant and be of no day: 30 February. */
    private String backIfInstant(String text) {
        try {
            return back(Instant.parse(text)).toString();
        } catch (DateTimeException noInstant) {
            return text;
        }
    }
}
