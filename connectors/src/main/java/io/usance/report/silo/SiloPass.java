package io.usance.report.silo;

import io.usance.contract.ContractMeter;
import io.usance.meter.silo.DeliveryCorrected;
import io.usance.meter.silo.DeliveryVoided;
import io.usance.meter.silo.Doubt;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.DeliverySource;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.meter.silo.StockEntered;
import io.usance.meter.silo.UncertaintyBudget;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.meter.silo.state.Metering;
import io.usance.meter.silo.state.SiloAggregate;
import io.usance.metering.MeteredKind;
import io.usance.period.BillingPeriod;
import io.usance.quantity.Quantity;
import io.usance.record.silo.DoubtWords;
import io.usance.record.silo.EntryWords;
import io.usance.report.EntryRows;
import io.usance.report.MeterPart.Counts;
import io.usance.report.MeterPart.Notice;
import io.usance.report.Report;
import io.usance.report.Report.LevelCourse;
import io.usance.report.Report.Point;
import io.usance.report.ReportScope;
import io.usance.store.EventLog;
import io.usance.store.RecordedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Goes through what a contract's silos reported for a period, each from where the period before was
 * closed to where this one was: writes the readings, and keeps what the report needs of them.
 */
final class SiloPass {
    private static final int PAGE = 500;

    /** Stretches of time that a picture is made of. */
    private static final int STRETCHES = 260;

    private final EventLog log;
    private final ReportScope scope;
    private final BillingPeriod period;
    private final EntryRows rows;
    private final List<LevelCourse> levels = new ArrayList<>();
    private final List<Notice> notices = new ArrayList<>();
    private final Map<String, UncertaintyBudget> budgets = new HashMap<>();
    private long readings;
    private long setAside;
    private long missing;
    private long deliveredMilli;
    private long estimatedMilli;

    /**
     * @param rows takes the readings
     */
    SiloPass(EventLog log, ReportScope scope, EntryRows rows) {
        this.log = log;
        this.scope = scope;
        this.rows = rows;
        period = scope.period();
    }

    void run() {
        for (ContractMeter meter : scope.terms().meters()) {
            if (scope.terms().covers(meter, period)) {
                new OneSilo(meter.meterId()).run();
            }
        }
    }

    List<LevelCourse> levels() {
        return levels;
    }

    List<Notice> notices() {
        return notices;
    }

    /** What the uncertainty of the period's balance is made of, by silo. */
    Map<String, UncertaintyBudget> budgets() {
        return budgets;
    }

    Counts counts() {
        return new Counts(readings, setAside, missing, deliveredMilli, estimatedMilli);
    }

    /** Lowest and highest level of a stretch of time. */
    private record Range(Quantity lowest, Quantity highest) {
        Range with(Quantity level) {
            return new Range(
                    level.compareTo(lowest) < 0 ? level : lowest,
                    level.compareTo(highest) > 0 ? level : highest);
        }
    }

    private final class OneSilo {
        private final String siloId;
        private @Nullable SiloSpec spec;

        /** What the next event tells more of; null if the one before was another. */
        private SiloEvent.@Nullable ClosedPeriodCorrected corrected;

        private Instant at = period.start();
        private final Map<String, Instant> notes = new HashMap<>();
        private final TreeMap<Integer, Range> stretches = new TreeMap<>();
        private final List<Point> consumed = new ArrayList<>();
        private final List<Point> deliveries = new ArrayList<>();

        OneSilo(String siloId) {
            this.siloId = siloId;
        }

        void run() {
            String streamId = SiloAggregate.streamId(siloId);
            for (RecordedEvent event : log.stream(streamId, -1, 1)) {
                if (event.payload() instanceof SiloEvent.SiloRegistered registered) {
                    spec = registered.spec();
                }
            }
            long after = log.sequenceOfPeriodEnd(streamId, before()) - 1;
            long end = log.sequenceOfPeriodEnd(streamId, period.id());
            long last = end < 0 ? Long.MAX_VALUE : end;
            List<RecordedEvent> page;
            do {
                page = log.stream(streamId, Math.max(after, -1), PAGE);
                for (RecordedEvent event : page) {
                    if (event.sequence() <= last) {
                        take((SiloEvent) event.payload());
                    }
                    after = event.sequence();
                }
            } while (!page.isEmpty() && after < last);
            finish();
        }

        /** The id of the period before. */
        private String before() {
            return scope.terms().calendar().periodOf(period.start().minusMillis(1)).id();
        }

        private void take(SiloEvent event) {
            correctedBefore(event);
            switch (event) {
                case ReadingsRecorded e -> e.readings().forEach(this::reading);
                case SiloEvent.DeliveryNoteRecorded e ->
                        notes.put(e.note().noteId(), e.note().deliveredAt());
                case DeliveryCounted e -> delivery(e);
                case ConsumptionMetered e -> {
                    if (e.kind() == MeteredKind.CORRECTION) {
                        correction(e);
                    } else if (e.periodId().equals(period.id())
                            && consumed.size() < 4 * STRETCHES) {
                        consumed.add(new Point(at, ReportScope.base(e.periodTotal())));
                    }
                }
                case SiloEvent.DeliveryNotSeen e -> {
                    if (e.periodId().equals(period.id())) {
                        notice(
                                "DELIVERY_NOT_SEEN",
                                e.quantity(),
                                "note %s over %s is not counted: the level did not rise"
                                        .formatted(e.noteId(), e.quantity()));
                    }
                }
                case SiloEvent.MeteringDoubted e -> {
                    // Of a negative balance the close of the period tells, of a note its delivery.
                    if (e.periodId().equals(period.id())
                            && e.doubt() != Doubt.NEGATIVE_BALANCE
                            && e.doubt() != Doubt.NOTE_CONTRADICTED) {
                        notice(
                                e.doubt().name(),
                                DoubtWords.atRisk(e),
                                DoubtWords.of(e),
                                DoubtWords.action(e.doubt()));
                    }
                }
                case SiloEvent.ReadingSetAside e -> setAside++;
                case SiloEvent.SequenceGapNoted e ->
                        missing += e.lastSequence() - e.firstSequence() + 1;
                case SiloEvent.ClosedPeriodCorrected e -> corrected = e;
                case DeliveryCorrected e ->
                        notice(
                                "DELIVERY_CORRECTED",
                                e.note().quantity().minus(e.was().quantity()),
                                EntryWords.of(e));
                case DeliveryVoided e ->
                        notice("DELIVERY_VOIDED", e.note().quantity(), EntryWords.of(e));
                case StockEntered e ->
                        notice("STOCK_" + e.change().name(), e.quantity(), EntryWords.of(e));
                case PeriodClosed e -> closed(e);
                case SiloEvent.SiloRegistered e -> {}
                case SiloEvent.ContractAssigned e -> {}
                case SiloEvent.ContractEnded e -> {}
                case SiloEvent.SensorChanged e -> {}
                case SiloEvent.StockAdjusted e -> {}
                case SiloEvent.OpeningStockMeasured e -> {}
            }
        }

        private void reading(Reading reading) {
            if (!period.contains(reading.sampledAt())) {
                return;
            }
            at = reading.sampledAt();
            readings++;
            rows.row(
                    siloId,
                    reading.sensorId(),
                    reading.sequence(),
                    reading.batchId(),
                    reading.sampledAt(),
                    reading.kind(),
                    reading.value(),
                    reading.unit().code());
            if (spec != null && levels.size() < Report.LEVELS_MAX) {
                Metering.levelOf(spec, reading).ifPresent(this::level);
            }
        }

        private void level(Quantity level) {
            long span = period.end().toEpochMilli() - period.start().toEpochMilli();
            int stretch =
                    (int) ((at.toEpochMilli() - period.start().toEpochMilli()) * STRETCHES / span);
            stretches.merge(stretch, new Range(level, level), (range, point) -> range.with(level));
        }

        private void delivery(DeliveryCounted e) {
            if (!e.periodId().equals(period.id())) {
                return;
            }
            deliveredMilli += e.quantity().milli();
            estimatedMilli += e.source() == DeliverySource.ESTIMATED ? e.quantity().milli() : 0;
            Instant noted = e.noteIds().isEmpty() ? null : notes.get(e.noteIds().getFirst());
            Instant when = noted == null || !period.contains(noted) ? at : noted;
            deliveries.add(new Point(when, ReportScope.base(e.quantity())));
            if (e.deviates()) {
                notice(
                        "DELIVERY_DEVIATES",
                        e.quantity(),
                        "note %s says %s, the level %s"
                                .formatted(
                                        String.join(", ", e.noteIds()),
                                        e.quantity(),
                                        e.levelEstimate()));
            }
        }

        /** What follows says whether the closed period is charged, or by the first rules this. */
        private void correctedBefore(@Nullable SiloEvent next) {
            SiloEvent.ClosedPeriodCorrected e = corrected;
            corrected = null;
            if (e != null && e.periodId().equals(period.id())) {
                boolean there =
                        next instanceof ConsumptionMetered metered
                                && metered.kind() == MeteredKind.CORRECTION;
                notice(
                        "CLOSED_PERIOD_CORRECTED",
                        e.quantity(),
                        there
                                ? "readings of %s came after it was closed; %s less was in the silo at its end than its books say"
                                        .formatted(e.closedPeriodId(), e.quantity())
                                : "readings of %s came after it was closed; %s of it is billed here"
                                        .formatted(e.closedPeriodId(), e.quantity()));
            }
        }

        private void correction(ConsumptionMetered e) {
            if (period.id().equals(e.bookedPeriodId())) {
                notice(
                        "CHARGED_IN_CLOSED_PERIOD",
                        e.quantity(),
                        "%s booked here was drawn in %s and is charged there"
                                .formatted(e.quantity(), e.periodId()));
            }
        }

        private void closed(PeriodClosed e) {
            if (e.periodId().equals(period.id()) && e.budget() != null) {
                budgets.put(siloId, e.budget());
            }
            if (e.periodId().equals(period.id()) && e.negative()) {
                notice(
                        "NEGATIVE_BALANCE",
                        e.measuredClosing().minus(e.closing()),
                        "the stock rose by more than was delivered; probably a delivery is missing");
            }
        }

        private void notice(String kind, Quantity quantity, String detail) {
            notice(kind, quantity, detail, action(kind));
        }

        private void notice(String kind, Quantity quantity, String detail, String action) {
            if (notices.size() < Report.EXCEPTIONS_MAX) {
                notices.add(new Notice(kind, siloId, quantity, detail, action));
            }
        }

        private static String action(String kind) {
            return switch (kind) {
                case "DELIVERY_NOT_SEEN" ->
                        "find out whether the truck came; if it did, send a corrected note";
                case "DELIVERY_DEVIATES" -> "compare the weighbridge with the level";
                case "NEGATIVE_BALANCE" -> "look for a delivery without a note and send it";
                case "DELIVERY_CORRECTED", "DELIVERY_VOIDED" ->
                        "nothing, if that is right; else correct it once more";
                default -> "nothing; it is billed and shown here so that it is known";
            };
        }

        private void finish() {
            correctedBefore(null);
            if (levels.size() >= Report.LEVELS_MAX) {
                return;
            }
            List<Point> course = new ArrayList<>();
            long span = period.end().toEpochMilli() - period.start().toEpochMilli();
            stretches.forEach((stretch, range) -> {
                Instant middle =
                        period.start().plusMillis(span * (2L * stretch + 1) / (2L * STRETCHES));
                course.add(new Point(middle, ReportScope.base(range.lowest())));
                course.add(new Point(middle, ReportScope.base(range.highest())));
            });
            levels.add(
                    new LevelCourse(
                            siloId, course, List.copyOf(consumed), List.copyOf(deliveries)));
        }
    }
}
