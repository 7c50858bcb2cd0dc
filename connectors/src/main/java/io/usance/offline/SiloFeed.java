package io.usance.offline;

import io.usance.csv.Advice;
import io.usance.meter.silo.DeliveryCorrected;
import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.DeliveryVoided;
import io.usance.meter.silo.Entered;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloCommand.AssignContract;
import io.usance.meter.silo.SiloCommand.ClosePeriod;
import io.usance.meter.silo.SiloCommand.RecordDelivery;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.DeliveryNotSeen;
import io.usance.meter.silo.SiloEvent.OpeningStockMeasured;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.StockAdjusted;
import io.usance.meter.silo.StockEntered;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.meter.silo.state.Metering;
import io.usance.meter.silo.state.SiloState;
import io.usance.metering.Decision;
import io.usance.metering.MeteredKind;
import io.usance.offline.MeteredPeriod.Adjustment;
import io.usance.offline.MeteredPeriod.CountedDelivery;
import io.usance.offline.MeteredPeriod.Counts;
import io.usance.offline.MeteredPeriod.Course;
import io.usance.offline.MeteredPeriod.Point;
import io.usance.offline.ReadingRows.Arrival;
import io.usance.offline.exception.Doubts;
import io.usance.offline.exception.MeterException;
import io.usance.record.silo.StockRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sends one silo's readings and notes through metering, one command each, and keeps what a person
 * wants to see of it. Times are moved by {@link TimeShift} on the way in and back on the way out.
 */
final class SiloFeed {
    private static final String CONTRACT_ID = "offline";
    private static final String RESET = RefusalReason.SEQUENCE_RESET.name();

    /** Levels that are all below this part of the capacity are most likely in another unit. */
    private static final int LOW_ONE_IN = 100;

    private final SiloSpec silo;
    private final Instant from;
    private final Instant to;
    private final TimeShift shift;
    private final Decreases decreases;
    private final List<CountedDelivery> counted = new ArrayList<>();
    private final NoteFates notes = new NoteFates();
    private final List<MeteredPeriod.Correction> corrections = new ArrayList<>();
    private final RecordedSpan span;
    private final List<Point> medians = new ArrayList<>();
    private final List<Point> provisional = new ArrayList<>();
    private final List<Adjustment> adjusted = new ArrayList<>();
    private final List<MeterException> doubts = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Integer> badReadings = new TreeMap<>();
    private final Map<String, Integer> setAside = new TreeMap<>();
    private final Map<String, Integer> badNotes = new TreeMap<>();
    private final Map<String, Integer> badEntries = new TreeMap<>();

    private SiloState state = SiloState.initial();
    private int received;
    private int recorded;
    private int duplicates;
    private int notesTaken;
    private int entriesTaken;
    private int entriesRepeated;
    private boolean openingMeasured;
    private @Nullable PeriodClosed closed;
    private @Nullable Problem firstReset;
    private @Nullable Instant firstAside;
    private Instant readingAt;

    SiloFeed(SiloSpec silo, Instant from, Instant to) {
        this.silo = silo;
        this.from = from;
        this.to = to;
        this.shift = TimeShift.ending(to);
        this.decreases = new Decreases(silo, from, to);
        this.span = new RecordedSpan(from, to);
        this.readingAt = from;
        Instant start = shift.there(from);
        apply(new RegisterSilo(shift.there(silo), start));
        apply(new AssignContract(silo.siloId(), CONTRACT_ID, TimeShift.CALENDAR, start, start));
    }

    int recorded() {
        return recorded;
    }

    /** Rows that were refused, by reason. */
    Map<String, Integer> refused() {
        return badReadings;
    }

    /** A row that did not become a reading. */
    void badReading(Arrival arrival, Problem problem) {
        received++;
        refused(arrival, problem);
    }

    private void refused(Arrival arrival, Problem problem) {
        span.refused(arrival.sampledAt(), problem.reason());
        count(badReadings, problem);
        if (firstReset == null && problem.reason().equals(RESET)) {
            firstReset = problem;
        }
    }

    /** A row that did not become an entry of the stock. */
    void badEntry(Problem problem) {
        count(badEntries, problem);
    }

    /** A row that did not become a note. */
    void badNote(Problem problem) {
        count(badNotes, problem);
    }

    /**
     * @return true if it was recorded
     */
    boolean read(Arrival arrival, Reading reading) {
        received++;
        readingAt = reading.sampledAt();
        Decision<SiloEvent> decision =
                apply(
                        new RecordReadings(
                                silo.siloId(),
                                List.of(shift.there(reading)),
                                shift.there(arrival.heardAt())));
        for (Decision.Refusal refusal : decision.refusals()) {
            refused(arrival, problem(Problem.READINGS, arrival.row().line(), refusal));
        }
        if (decision.duplicates() > 0) {
            span.repeated(reading.sampledAt());
        }
        duplicates += decision.duplicates();
        recorded += decision.recorded();
        if (decision.recorded() == 1) {
            decreases.add(reading);
            span.recorded(reading.sampledAt());
            keepMedian();
        }
        return decision.recorded() == 1;
    }

    void deliver(DeliveryRows.Line line) {
        Instant at = line.note().deliveredAt();
        notes.arrived(line.note());
        Decision<SiloEvent> decision =
                apply(new RecordDelivery(silo.siloId(), shift.there(line.note()), shift.there(at)));
        for (Decision.Refusal refusal : decision.refusals()) {
            count(badNotes, problem(Problem.DELIVERIES, line.line(), refusal));
        }
        if (decision.refusals().isEmpty()) {
            notesTaken++;
            notes.recorded(line.note().noteId());
        }
        line.corrections().forEach(this::correct);
    }

    /** As soon as its note is known. */
    void correct(DeliveryRows.Correction line) {
        SiloCommand command = shift.there(line.record()).command(silo.siloId(), shift.there(to));
        Decision<SiloEvent> decision = apply(command);
        for (Decision.Refusal refusal : decision.refusals()) {
            count(badNotes, problem(Problem.DELIVERIES, line.line(), refusal));
        }
    }

    /** What a person knows of the stock, as soon as it has happened. */
    void enter(StockRows.Line line) {
        StockRecord record = shift.there(line.record());
        Decision<SiloEvent> decision =
                apply(record.side(line.siloId(), silo.siloId(), record.happenedAt()));
        for (Decision.Refusal refusal : decision.refusals()) {
            count(badEntries, problem(Problem.STOCK, line.line(), refusal));
        }
        entriesRepeated += decision.duplicates();
        entriesTaken += decision.refusals().isEmpty() ? 1 - decision.duplicates() : 0;
    }

    /** What came of it; empty if the opening stock could not be measured. */
    Optional<MeteredPeriod> close(List<String> remarks) {
        if (closed == null) {
            apply(new ClosePeriod(silo.siloId(), TimeShift.PERIOD.id(), TimeShift.PERIOD.end()));
        }
        PeriodClosed balance = closed;
        if (balance == null || !openingMeasured) {
            return Optional.empty();
        }
        NoteFates.Fates fates = notes.fates(from, to);
        int bad = sum(badNotes);
        List<Point> sums = decreases.sums();
        return Optional.of(
                new MeteredPeriod(
                        silo,
                        from,
                        to,
                        balance,
                        List.copyOf(counted),
                        List.copyOf(adjusted),
                        List.copyOf(corrections),
                        fates,
                        decreases.total(),
                        new Counts(received, recorded, duplicates, badReadings),
                        setAside,
                        new Counts(notesTaken + bad, notesTaken, 0, badNotes),
                        new Counts(
                                entriesTaken + entriesRepeated + sum(badEntries),
                                entriesTaken,
                                entriesRepeated,
                                badEntries),
                        List.copyOf(problems),
                        exceptions(balance, fates),
                        remarks(remarks),
                        new Course(
                                decreases.levels(),
                                List.copyOf(medians),
                                sums,
                                List.copyOf(provisional))));
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    private List<MeterException> exceptions(PeriodClosed balance, NoteFates.Fates fates) {
        List<MeterException> exceptions = new ArrayList<>(Sanity.balance(silo, balance, from, to));
        exceptions.addAll(Sanity.notes(notes, fates, counted, from));
        exceptions.addAll(doubts);
        exceptions.addAll(span.exceptions());
        int aside = setAside.values().stream().mapToInt(Integer::intValue).sum();
        if (aside * RecordedSpan.REFUSED_ONE_IN > recorded) {
            exceptions.add(
                    new MeterException(
                            MeterException.Kind.READINGS_SET_ASIDE,
                            Objects.requireNonNull(firstAside),
                            "%d of %d recorded readings are not believed: %s"
                                    .formatted(aside, recorded, Advice.counts(setAside)),
                            "SEQUENCE_CONFLICT: two devices under one id, or a counter that does not"
                                    + " tell readings apart; IMPOSSIBLE_RATE: compare"
                                    + " inflowPerHourMax and outflowPerHourMax with the plant"));
        }
        return List.copyOf(exceptions);
    }

    private SiloEvent.MeteringDoubted inTimesOfTheFile(SiloEvent.MeteringDoubted event) {
        return new SiloEvent.MeteringDoubted(
                event.siloId(),
                event.contractId(),
                event.periodId(),
                event.doubt(),
                shift.back(event.from()),
                shift.back(event.to()),
                event.quantity(),
                event.expected());
    }

    private List<String> remarks(List<String> others) {
        List<String> remarks = new ArrayList<>(others);
        remarks.addAll(span.remarks());
        if (!setAside.isEmpty()) {
            remarks.add(
                    "recorded readings that are not believed, by which nothing is metered: "
                            + Advice.counts(setAside));
        }
        if (firstReset != null) {
            remarks.add(
                    "line %d of the readings: the device's counter begins again; %s"
                            .formatted(firstReset.line(), Advice.counts(badReadings)));
        }
        long highest =
                decreases.levels().stream()
                        .mapToLong(point -> point.quantity().milli())
                        .max()
                        .orElse(Long.MAX_VALUE);
        if (highest < silo.capacity().milli() / LOW_ONE_IN) {
            remarks.add(
                    "all levels are below 1 %% of the capacity of %s %s; if they are in another unit, say it with --unit"
                            .formatted(
                                    silo.capacity().baseText(), silo.dimension().baseUnitCode()));
        }
        return List.copyOf(remarks);
    }

    private Decision apply(SiloCommand command) {
        Decision<SiloEvent> decision = Metering.decide(state, command);
        for (SiloEvent event : decision.events()) {
            state = Metering.evolve(state, event);
            keep(event);
        }
        return decision;
    }

    private void keep(SiloEvent event) {
        switch (event) {
            case OpeningStockMeasured opening -> openingMeasured = true;
            case DeliveryCounted delivery -> keep(delivery);
            case DeliveryNotSeen unseen -> {
                if (isOfPeriod(unseen.periodId())) {
                    notes.notSeen(unseen.noteId());
                } else {
                    notes.decidedLater(List.of(unseen.noteId()));
                }
            }
            case ConsumptionMetered metered -> {
                if (isOfPeriod(metered.periodId()) && metered.kind() == MeteredKind.PROVISIONAL) {
                    provisional.add(new Point(readingAt, metered.periodTotal()));
                }
            }
            case PeriodClosed end -> {
                if (isOfPeriod(end.periodId())) {
                    closed = end;
                }
            }
            case SiloEvent.SiloRegistered registered -> {}
            case SiloEvent.ContractAssigned assigned -> {}
            case SiloEvent.ReadingsRecorded evidence -> {}
            case SiloEvent.DeliveryNoteRecorded note -> {}
            case DeliveryCorrected corrected -> {
                DeliveryNote now = shift.back(corrected.note());
                notes.corrected(now);
                keep(corrected.entered(), corrected.was(), now);
            }
            case DeliveryVoided none -> {
                notes.voided(none.note().noteId());
                keep(none.entered(), none.note(), null);
            }
            case SiloEvent.SequenceGapNoted gap -> {}
            case SiloEvent.ReadingSetAside aside -> setAside(aside);
            case SiloEvent.MeteringDoubted doubted -> {
                if (isOfPeriod(doubted.periodId())) {
                    Doubts.of(inTimesOfTheFile(doubted)).ifPresent(doubts::add);
                }
            }
            case StockAdjusted adjustment -> {
                if (isOfPeriod(adjustment.periodId())) {
                    adjusted.add(
                            new Adjustment(
                                    shift.back(adjustment.from()),
                                    shift.back(adjustment.to()),
                                    adjustment.quantity(),
                                    adjustment.source(),
                                    adjustment.expandedUncertainty()));
                }
            }
            // Only commands change a sensor, end a contract or close too early; a file brings none.
            case SiloEvent.SensorChanged changed -> {}
            case SiloEvent.ContractEnded ended -> {}
            case SiloEvent.ClosedPeriodCorrected corrected -> {}
            case StockEntered entered -> {}
        }
    }

    private void setAside(SiloEvent.ReadingSetAside event) {
        setAside.merge(event.reason().name(), 1, Integer::sum);
        if (firstAside == null) {
            firstAside = shift.back(event.sampledAt());
        }
    }

    private void keep(Entered entered, DeliveryNote was, @Nullable DeliveryNote now) {
        corrections.add(
                new MeteredPeriod.Correction(
                        entered.id(), shift.back(was), now, entered.by(), entered.reason()));
    }

    /** One of quantity zero is only the second rise of a delivery that was counted already. */
    private void keep(DeliveryCounted delivery) {
        if (!isOfPeriod(delivery.periodId())) {
            notes.decidedLater(delivery.noteIds());
            return;
        }
        if (isTakenBack(delivery)) {
            delivery.noteIds().forEach(notes::undecided);
        } else {
            notes.counted(delivery.noteIds());
        }
        if (delivery.quantity().isZero()) {
            return;
        }
        Instant at =
                delivery.noteIds().stream()
                        .flatMap(noteId -> Stream.ofNullable(notes.note(noteId)))
                        .map(DeliveryNote::deliveredAt)
                        .findFirst()
                        .or(() -> state.refillBegan(delivery.refillNo()).map(shift::back))
                        .orElse(readingAt);
        counted.add(
                new CountedDelivery(
                        at,
                        delivery.quantity(),
                        delivery.source(),
                        delivery.noteIds(),
                        delivery.levelEstimate(),
                        delivery.deviates()));
    }

    /** All that a note had counted. */
    private boolean isTakenBack(DeliveryCounted delivery) {
        return delivery.enteredId() != null
                && !corrections.isEmpty()
                && delivery.quantity().plus(corrections.getLast().was().quantity()).isZero();
    }

    private static boolean isOfPeriod(String periodId) {
        return periodId.equals(TimeShift.PERIOD.id());
    }

    private void keepMedian() {
        state.newestMedian()
                .map(median -> new Point(shift.back(median.at()), median.level()))
                .filter(median -> !median.at().isBefore(from) && median.at().isBefore(to))
                .ifPresent(medians::add);
    }

    private Problem problem(String file, int line, Decision.Refusal refusal) {
        return new Problem(file, line, refusal.reason().name(), shift.back(refusal.detail()));
    }

    private void count(Map<String, Integer> byReason, Problem problem) {
        byReason.merge(problem.reason(), 1, Integer::sum);
        if (problems.size() < MeteredPeriod.PROBLEMS_MAX) {
            problems.add(problem);
        }
    }
}
