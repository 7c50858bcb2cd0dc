package io.usance.meter.silo.state;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.SiloCommand.RegisterSilo;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.filter.LevelFilter;
import io.usance.meter.silo.filter.LevelTrack;
import io.usance.meter.silo.filter.Plateau;
import io.usance.meter.silo.filter.Refill;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.filter.SensorEstimate;
import io.usance.meter.silo.filter.Stock;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.Assignment;
import io.usance.metering.SequenceSet;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that metering remembers of one silo, bounded in size: its contracts, what it has received,
 * its deliveries, what is to be booked, the ledger of the open period; and the {@link LevelFilter}
 * that makes plateaus, refills and stocks of its readings.
 *
 * <p>Not thread-safe. {@link Metering#evolve} changes an instance in place; {@link Metering#decide}
 * works on a copy. Parts are immutable values, or small, so a copy costs little.
 *
 * <p>Design note: provisional consumption is the only event that may be issued between readings of
 * one {@link SiloEvent.ReadingsRecorded}. So whatever takes in readings must not depend on what has
 * been issued, or a replay would differ from the decision.
 */
public final class SiloState {

    private @Nullable Assignment contract;
    private Handover handover = Handover.NONE;
    private Segments segments = Segments.FIRST;
    private SequenceSet seen = new SequenceSet();
    private Counter counter = Counter.FIRST;
    private LevelFilter filter = new LevelFilter();
    private Deliveries deliveries = Deliveries.EMPTY;
    private Unbooked unbooked = Unbooked.NOTHING;
    private Ledger ledger = Ledger.EMPTY;
    private Entries entries = Entries.NONE;

    /**
     * The service's clock when readings came last. Before that it counts as far as the sensor's
     * own: what no reading has reached need not be remembered, nor stored.
     */
    private long heardMs = Long.MIN_VALUE;

    private SiloState() {}

    /** The state before anything has happened. */
    public static SiloState initial() {
        return new SiloState();
    }

    /** An independent copy. */
    SiloState copy() {
        SiloState copy = new SiloState();
        copy.contract = contract;
        copy.handover = handover;
        copy.segments = segments;
        copy.seen = seen.copy();
        copy.counter = counter;
        copy.heardMs = heardMs;
        copy.filter = filter.copy();
        copy.deliveries = deliveries;
        copy.unbooked = unbooked;
        copy.ledger = ledger;
        copy.entries = entries;
        return copy;
    }

    /** The state as plain data, for storing. */
    public SiloSnapshot snapshot() {
        LevelFilter.StoredFilter levels = filter.stored();
        LevelTrack.Stored track = levels.track();
        SiloSpec registered = registered();
        return new SiloSnapshot(
                registered == null ? null : SiloTexts.of(registered),
                contract == null ? null : AssignmentForm.of(contract),
                registered == null
                        ? null
                        : SiloSnapshot.Watch.of(
                                spec().sensor(), segments, track.changeover(), unbooked),
                seen.bounds(),
                seen.floor(),
                levels.nextSequence(),
                levels.held(),
                track.continuity(),
                new SiloSnapshot.Window(track.window()),
                track.machine(),
                levels.captures(),
                deliveries.refills(),
                deliveries.openNotes(),
                deliveries.noteIds(),
                levels.missing(),
                levels.rate(),
                levels.setAside(),
                ledger.stored(),
                track.learning(),
                track.scale(),
                handover.stored(),
                unbooked.lateCloses().isEmpty() ? null : unbooked.lateCloses(),
                unbooked.owed().isEmpty() ? null : unbooked.owed(),
                track.course(),
                levels.suspense(),
                levels.doubts(),
                counter.stored(),
                heardMs < filter.clockMs() ? Long.valueOf(heardMs) : null,
                track.offered(),
                entries.stored());
    }

    /** A state that behaves as the one the snapshot was taken of. */
    public static SiloState restore(SiloSnapshot snapshot) {
        SiloState state = new SiloState();
        SiloSpec registered = snapshot.silo() == null ? null : snapshot.silo().spec().interned();
        SiloSpec present = registered;
        if (snapshot.segments() != null) {
            Objects.requireNonNull(present, "segments of no silo");
            SensorSpec sensor = snapshot.segments().sensor().spec(present.dimension());
            if (!present.sensor().equals(sensor)) {
                present = present.withSensor(sensor.interned());
            }
            state.segments = snapshot.segments().watched(present.dimension());
            if (!present.equals(registered)) {
                state.segments = state.segments.registeredAs(Objects.requireNonNull(registered));
            }
        }
        if (snapshot.assignment() != null) {
            state.contract = AssignmentForm.interned(snapshot.assignment().assignment());
        }
        if (snapshot.handover() != null) {
            state.handover = snapshot.handover().handover();
        }
        state.unbooked = snapshot.unbooked();
        state.seen = SequenceSet.of(snapshot.seen(), snapshot.seenFloor());
        state.counter = Counter.of(snapshot.counter());
        state.filter = LevelFilter.restore(present, snapshot.levels());
        state.heardMs = snapshot.heardMs() == null ? state.filter.clockMs() : snapshot.heardMs();
        state.deliveries =
                Deliveries.of(snapshot.refills(), snapshot.openNotes(), snapshot.noteIds());
        state.ledger = Ledger.of(snapshot.ledger());
        state.entries = Entries.of(snapshot.entries());
        state.updateNextBoundary();
        return state;
    }

    /** The id the silo was registered with; it must be registered. */
    public String siloId() {
        return spec().siloId();
    }

    /** True once the silo is registered. */
    public boolean isRegistered() {
        return filter.isRegistered();
    }

    /** The newest plateau, for showing; empty until a group of readings is complete. */
    public Optional<LevelMedian> newestMedian() {
        Plateau newest = filter.newestPlateau();
        return newest == null
                ? Optional.empty()
                : Optional.of(
                        new LevelMedian(
                                Instant.ofEpochMilli(newest.atMs()),
                                new Quantity(newest.milli(), spec().dimension())));
    }

    /**
     * When the level began to rise for a delivery, for showing; empty if the rise is not, or no
     * longer, known.
     *
     * @param refillNo as in {@link SiloEvent.DeliveryCounted}
     */
    public Optional<Instant> refillBegan(int refillNo) {
        return Optional.ofNullable(deliveries.refill(refillNo))
                .map(refill -> Instant.ofEpochMilli(refill.startMs()));
    }

    /** As it was registered, whatever sensor has come since; null if it was not. */
    @Nullable SiloSpec registered() {
        SiloSpec known = segments.registered();
        return known == null && filter.isRegistered() ? filter.spec() : known;
    }

    /** The specification with the present sensor; the silo must be registered. */
    SiloSpec spec() {
        return filter.spec();
    }

    @Nullable Assignment assigned() {
        return contract;
    }

    /** True if that is the present contract. */
    boolean isUnder(String contractId) {
        return contract != null && contract.contractId().equals(contractId);
    }

    /** The present contract or the one that follows, by its id; null if it is neither. */
    @Nullable Assignment assigned(String contractId) {
        if (isUnder(contractId)) {
            return contract;
        }
        Assignment following = handover.following();
        return following != null && following.contractId().equals(contractId) ? following : null;
    }

    Assignment contract() {
        if (contract == null) {
            throw new IllegalStateException("silo has no contract; send AssignContract first");
        }
        return contract;
    }

    /** The newest contract, present or past; null if there was none. */
    @Nullable Assignment lastAssigned() {
        return contract != null ? contract : handover.newest();
    }

    /** A contract the silo is under, or was, by its id; null if none is known by that. */
    @Nullable Assignment everAssigned(String contractId) {
        return isUnder(contractId) ? contract : handover.ended(contractId);
    }

    /** The ended contract that an instant falls under; null if none does. */
    @Nullable Assignment endedAt(long atMs) {
        return chargesClosed() ? handover.endedAt(atMs) : null;
    }

    /** What belongs to a closed period is charged in it; by the first rules, in the open one. */
    boolean chargesClosed() {
        return filter.course().isKept();
    }

    Handover handover() {
        return handover;
    }

    Segments segments() {
        return segments;
    }

    SequenceSet seen() {
        return seen;
    }

    Counter counter() {
        return counter;
    }

    /** What the present sensor's counter wraps at; 0 if it does not. */
    long modulus() {
        Long declared = spec().sensor().counterModulus();
        return declared == null ? 0 : declared;
    }

    /** What the device showed at a place in the order; of a counterless sensor its time. */
    long sequenceAt(long place) {
        return spec().sensor().hasCounter() ? counter.sequenceAt(place, modulus()) : place;
    }

    /** Readings came at this time by the service's clock. */
    void heard(Instant at) {
        heardMs = Math.max(Math.min(heardMs, filter.clockMs()), Sample.ms(at));
    }

    /** An instant is past by the service's clock, whatever a sensor's says. */
    boolean isPast(long atMs) {
        return heardMs >= atMs;
    }

    LevelFilter filter() {
        return filter;
    }

    Deliveries deliveries() {
        return deliveries;
    }

    Ledger ledger() {
        return ledger;
    }

    Unbooked unbooked() {
        return unbooked;
    }

    /** What metering uses of a sensor that was not given; null before it is learnt, or if given. */
    @Nullable SensorEstimate learnt() {
        return filter.learnt();
    }

    void register(SiloSpec known, @Nullable Integer rules) {
        filter.register(known.interned(), areOfToday(rules));
    }

    /**
     * From the next period on the silo may be metered by these rules.
     *
     * @return false if that was known already, or if it is metered so
     */
    boolean offer(@Nullable Integer rules) {
        return areOfToday(rules) && filter.offer();
    }

    private static boolean areOfToday(@Nullable Integer rules) {
        return rules != null && rules >= RegisterSilo.RULES;
    }

    /** The next contract, if the present one is going to end. */
    void assign(Assignment assigned) {
        Assignment next = AssignmentForm.interned(assigned);
        if (contract == null) {
            contract = next;
        } else {
            handover = handover.withFollowing(next);
        }
        updateNextBoundary();
    }

    /** Ends the present contract, or the one that follows it. */
    void ending(String contractId, Instant at) {
        Assignment following = handover.following();
        if (following != null && following.contractId().equals(contractId)) {
            handover = handover.withFollowing(AssignmentForm.interned(following.ending(at)));
        } else {
            contract = AssignmentForm.interned(contract().ending(at));
        }
        updateNextBoundary();
    }

    Entries entries() {
        return entries;
    }

    void entries(Entries changed) {
        entries = changed;
    }

    void deliveries(Deliveries changed) {
        deliveries = changed;
    }

    void ledger(Ledger changed) {
        ledger = changed;
    }

    void segments(Segments changed) {
        segments = changed;
    }

    void counter(Counter changed) {
        counter = changed;
    }

    void unbooked(Unbooked changed) {
        unbooked = changed;
    }

    /** The stock at the open period's end, by the readings or else by the books. */
    Stock closingStock() {
        Stock measured = filter.stock(contract().periodEndMs());
        return measured == null ? ledger.bookStock() : measured;
    }

    /** Number of the newest refill contained in {@link #closingStock}. */
    int closingRefillNo() {
        return filter.refillNo(contract().periodEndMs());
    }

    /** The oldest refill of the open period that is not counted; null if there is none. */
    @Nullable Refill oldestWaiting(int refillMax) {
        return deliveries.oldestWaiting(ledger.refillNo(), refillMax);
    }

    /** The segment a reading belongs to. */
    Segments.Part partOf(Reading reading) {
        return segments.partOf(
                spec().sensor().sensorId(),
                sequenceAt(filter.nextCounter()),
                reading.sensorId(),
                ReadingPlace.atMs(reading),
                reading.sequence());
    }

    /** The specification a reading is to be understood by. */
    SiloSpec specFor(Reading reading) {
        SensorChange next = segments.next();
        return next != null && partOf(reading) == Segments.Part.NEXT
                ? spec().withSensor(next.sensor())
                : spec();
    }

    /** Takes one accepted reading. */
    void take(Reading reading, Sample sample) {
        switch (partOf(reading)) {
            case PRESENT -> takePresent(reading, sample);
            case NEXT -> {
                startSegment(sample.atMs());
                takePresent(reading, sample);
            }
            case RETIRED -> segments = segments.withLate(reading);
            case UNKNOWN -> {} // Was not accepted.
        }
    }

    private void takePresent(Reading reading, Sample sample) {
        if (!spec().sensor().hasCounter() || Identity.isNext(this, reading)) {
            meter(reading, sample);
        } else {
            new Counting(this).take(reading, sample);
        }
    }

    /** Takes a reading at its place in the device's order. */
    void meter(Reading reading, Sample sample) {
        seen.add(sample.sequence());
        filter.take(sample, Conversion.densityUse(spec(), reading), new SiloBooks(this));
    }

    /** The announced segment begins with the reading at hand; sequences restart with a counter. */
    private void startSegment(long nowMs) {
        SensorChange change = segments.next();
        if (change == null) {
            return;
        }
        segments = segments.registeredAs(spec());
        String ended = spec().sensor().sensorId();
        boolean counts = spec().sensor().hasCounter() && filter.nextSequence() >= 0;
        CounterRun last = counts ? new Counting(this).ended() : null;
        long place = filter.endSegment(change.no(), change.stated(), nowMs, new SiloBooks(this));
        long next = sequenceAt(place);
        Waiting waiting = counter.waiting();
        if (change.isReplacement()) {
            segments =
                    segments.replaced(
                            RetiredSensor.of(
                                    ended,
                                    segments.fromMs(),
                                    change.fromMs(),
                                    next,
                                    seen,
                                    counter.runsUntil(last)));
            seen = new SequenceSet();
            counter = Counter.FIRST;
        } else {
            segments = segments.recalibrated(change.fromMs());
        }
        filter.startSegment(change.sensor(), !change.isReplacement());
        if (waiting != null) {
            counter = counter.with(waiting.without(false));
        }
    }

    /**
     * Goes on to the next period, or to the next contract; captures that only concern the past are
     * dropped.
     */
    void nextPeriod() {
        Assignment closed = contract();
        if (closed.isLast()) {
            release(closed);
        } else {
            contract = AssignmentForm.interned(closed.nextPeriod());
            if (ledger.openingKnown()) {
                dropCapturesBefore(contract().periodEndMs());
            }
        }
        updateNextBoundary();
    }

    private void release(Assignment closed) {
        contract = handover.following();
        handover = handover.ended(closed);
        unbooked = unbooked.released(closed.contractId(), ledger.openingKnown());
        ledger = ledger.released();
        entries = entries.released();
        dropCapturesBefore(closed.endsAtMs());
    }

    /** Drops captures that no later close can ask for. */
    void dropCapturesBefore(long instantMs) {
        filter.keepCaptures(capture ->
                capture.toMs() >= instantMs
                        || unbooked.isEndOfLate(capture.fromMs(), capture.toMs()));
    }

    private void updateNextBoundary() {
        filter.boundary(new SiloBooks(this).boundaryAfter(filter.clockMs()));
    }
}
