package io.usance.metering;

import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that metering remembers of one silo, bounded in size: two groups of readings, held readings,
 * gaps, open refills and notes, and the ledger of the open period.
 *
 * <p>Not thread-safe. {@link Metering#evolve} changes an instance in place; {@link Metering#decide}
 * works on a copy. Parts are immutable values, so a copy costs little.
 *
 * <p>Design note: provisional consumption is the only event that may be issued between readings of
 * one {@link SiloEvent.ReadingsRecorded}. So whatever takes in readings must not look at what has
 * been issued, or a replay would differ from the decision.
 */
public final class SiloState {

    /** Captures waiting for readings or for the close of their period. */
    static final int CAPTURES_MAX = 16;

    private @Nullable SiloSpec spec;
    private @Nullable Tolerances tolerances;
    private @Nullable Contract contract;
    private SequenceSet seen = new SequenceSet();
    private DeviceOrder order = new DeviceOrder();
    private Continuity continuity = Continuity.START;
    private PlateauWindow window = PlateauWindow.EMPTY;
    private RefillMachine machine = RefillMachine.INITIAL;
    private List<BoundaryCapture> captures = List.of();
    private Deliveries deliveries = Deliveries.EMPTY;
    private Ledger ledger = Ledger.EMPTY;

    /** Derived from contract and clock. */
    private long nextBoundaryMs = Long.MAX_VALUE;

    private SiloState() {}

    /** The state before anything has happened. */
    public static SiloState initial() {
        return new SiloState();
    }

    /** An independent copy. */
    SiloState copy() {
        SiloState copy = new SiloState();
        copy.spec = spec;
        copy.tolerances = tolerances;
        copy.contract = contract;
        copy.seen = seen.copy();
        copy.order = order.copy();
        copy.continuity = continuity;
        copy.window = window;
        copy.machine = machine;
        copy.captures = captures;
        copy.deliveries = deliveries;
        copy.ledger = ledger;
        copy.nextBoundaryMs = nextBoundaryMs;
        return copy;
    }

    /** The state as plain data, for storing. */
    public SiloSnapshot snapshot() {
        return new SiloSnapshot(
                spec == null ? null : SnapshotTexts.silo(spec),
                contract == null ? null : SnapshotTexts.assignment(contract),
                seen.bounds(),
                seen.floor(),
                order.nextSequence(),
                order.held(),
                continuity,
                window,
                machine,
                captures,
                deliveries.refills(),
                deliveries.openNotes(),
                deliveries.noteIds(),
                ledger);
    }

    /** A state that behaves as the one the snapshot was taken of. */
    public static SiloState restore(SiloSnapshot snapshot) {
        SiloState state = new SiloState();
        if (snapshot.silo() != null) {
            state.register(SnapshotTexts.spec(snapshot.silo()));
        }
        if (snapshot.assignment() != null) {
            state.contract = SnapshotTexts.contract(snapshot.assignment());
        }
        state.seen = SequenceSet.of(snapshot.seen(), snapshot.seenFloor());
        state.order = new DeviceOrder(snapshot.nextSequence(), snapshot.held());
        state.continuity = snapshot.continuity();
        state.window = snapshot.window();
        state.machine = snapshot.machine();
        state.captures = List.copyOf(snapshot.captures());
        state.deliveries =
                new Deliveries(
                        List.copyOf(snapshot.refills()),
                        List.copyOf(snapshot.openNotes()),
                        List.copyOf(snapshot.noteIds()));
        state.ledger = snapshot.ledger();
        state.updateNextBoundary();
        return state;
    }

    /** True once the silo is registered. */
    public boolean isRegistered() {
        return spec != null;
    }

    /** The newest plateau, for showing; empty until a group of readings is complete. */
    public Optional<LevelMedian> newestMedian() {
        if (!window.hasPlateau()) {
            return Optional.empty();
        }
        Plateau newest = window.newest();
        return Optional.of(
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

    @Nullable SiloSpec registered() {
        return spec;
    }

    /** The specification; the silo must be registered. */
    SiloSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("silo is not registered; send RegisterSilo first");
        }
        return spec;
    }

    Tolerances tolerances() {
        if (tolerances == null) {
            throw new IllegalStateException("silo is not registered; send RegisterSilo first");
        }
        return tolerances;
    }

    @Nullable Contract assigned() {
        return contract;
    }

    Contract contract() {
        if (contract == null) {
            throw new IllegalStateException("silo has no contract; send AssignContract first");
        }
        return contract;
    }

    SequenceSet seen() {
        return seen;
    }

    DeviceOrder order() {
        return order;
    }

    Continuity continuity() {
        return continuity;
    }

    PlateauWindow window() {
        return window;
    }

    RefillMachine machine() {
        return machine;
    }

    Deliveries deliveries() {
        return deliveries;
    }

    Ledger ledger() {
        return ledger;
    }

    int captureCount() {
        return captures.size();
    }

    /** The capture around an instant; null if no reading has passed it. */
    @Nullable BoundaryCapture captureOf(long instantMs) {
        for (BoundaryCapture capture : captures) {
            if (capture.covers(instantMs)) {
                return capture;
            }
        }
        return null;
    }

    void register(SiloSpec registered) {
        spec = registered;
        tolerances = Tolerances.of(registered);
    }

    void assign(Contract assigned) {
        contract = assigned;
        updateNextBoundary();
    }

    void deliveries(Deliveries changed) {
        deliveries = changed;
    }

    void ledger(Ledger changed) {
        ledger = changed;
    }

    /** Takes one accepted reading. */
    void take(Sample sample) {
        seen.add(sample.sequence());
        order.accept(sample, this::process);
    }

    /** Goes on to the next period; captures that only concern the past are dropped. */
    void nextPeriod() {
        contract = contract().nextPeriod();
        if (ledger.openingKnown()) {
            dropCapturesBefore(contract().periodEndMs());
        }
        updateNextBoundary();
    }

    /** Drops captures that no later close can ask for. */
    void dropCapturesBefore(long instantMs) {
        captures = captures.stream().filter(capture -> capture.toMs() >= instantMs).toList();
    }

    /** Ends a refill that is complete but for the time in which another rise would join it. */
    private void settle() {
        if (machine.mode() == RefillMachine.Mode.SETTLING && machine.isSure(window, continuity)) {
            apply(machine.finish(window, tolerances()));
        }
    }

    private void process(Sample sample) {
        int stuckAfter = spec().sensor().stuckAfterReadings();
        continuity = continuity.next(sample, stuckAfter);
        if (continuity.isBeyondStuck(stuckAfter)) {
            return;
        }
        if (sample.atMs() >= nextBoundaryMs) {
            startCapture(sample);
        }
        window = window.push(sample);
        apply(machine.next(window, continuity, tolerances()));
        captures =
                captures.stream()
                        .map(capture -> capture.next(sample, continuity, machine))
                        .toList();
        deliveries = deliveries.next(sample, this);
    }

    private void apply(RefillMachine.Step step) {
        machine = step.machine();
        if (step.finished() != null) {
            deliveries = deliveries.withRefill(step.finished());
        }
    }

    private void startCapture(Sample sample) {
        settle();
        long toMs = contract().boundaryUntil(sample.atMs());
        List<BoundaryCapture> more = new ArrayList<>(captures);
        if (more.size() == CAPTURES_MAX) {
            more.remove(0);
        }
        more.add(
                new BoundaryCapture(
                        nextBoundaryMs,
                        toMs,
                        machine.completed(),
                        window.isEmpty() ? null : window.newest(),
                        List.of(),
                        0,
                        machine.isSteady() ? null : BoundaryCapture.Filling.of(machine)));
        captures = List.copyOf(more);
        nextBoundaryMs = contract().boundaryAfter(sample.atMs());
    }

    private void updateNextBoundary() {
        if (contract != null) {
            nextBoundaryMs = contract.boundaryAfter(continuity.clockMs());
        }
    }

    /** Milliseconds since the epoch; a device whose clock was never set says 1970, never less. */
    static long toMs(Instant at) {
        return at.isBefore(Instant.EPOCH) ? 0 : at.toEpochMilli();
    }
}
