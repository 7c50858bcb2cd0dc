package io.usance.meter.machine.state;

import io.usance.meter.machine.MachineEvent.Doubt;
import io.usance.meter.machine.MachineEvent.MachineDoubtNoted;
import io.usance.meter.machine.MachineEvent.MachineGapNoted;
import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.Source;
import io.usance.metering.Assignment;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a machine remembers: which readings it has had, how far each quantity has got, and what
 * follows from that and was not told yet. Bounded whatever comes in.
 */
public final class MachineState implements ReadingOrder.Passage {

    /** Devices that were exchanged and may still send late. */
    static final int RETIRED_MAX = 4;

    /** Where a register stood at its last reading. */
    record RegisterAnchor(long count, long atMs) {}

    /** A device that no longer reads the machine. */
    record Retired(Seen seen, long untilMs) {}

    /** A device that reads what is sampled from then on; its first reading has not come. */
    record NextDevice(String deviceId, long fromMs) {}

    /** Made in a closed period, but metered in the open one; not told yet. */
    record Late(String outputName, String closedPeriodId, long ticks) {}

    /** A part of a load profile that is not metered yet. */
    record Fact(String outputName, long bucketMs, long fromMs, long untilMs, long milli) {}

    /** Which device a reading is of. */
    enum Part {
        PRESENT,
        NEXT,
        RETIRED,
        UNKNOWN
    }

    private @Nullable MachineSpec spec;
    private Assignments assignments = Assignments.NONE;
    private Seen seen = new Seen("");
    private long deviceFromMs = Long.MIN_VALUE;
    private ReadingOrder order = new ReadingOrder();
    private @Nullable NextDevice nextDevice;
    private final List<Retired> retired = new ArrayList<>();
    private final List<Exchange> exchanges = new ArrayList<>();
    private final List<Exchange> passed = new ArrayList<>();
    private final Map<String, RegisterAnchor> anchors = new TreeMap<>();
    private final Map<String, Track> tracks = new LinkedHashMap<>();
    private long clockMs = Long.MIN_VALUE;

    /** The service's clock when readings came last, as far as the device's own is behind it. */
    private long heardMs = Long.MIN_VALUE;

    private boolean afterGap;
    private long meteredNo;
    private final List<MachineGapNoted> gaps = new ArrayList<>();
    private final List<MachineDoubtNoted> doubts = new ArrayList<>();
    private final List<Late> lates = new ArrayList<>();
    private final List<Fact> facts = new ArrayList<>();

    private MachineState() {}

    static MachineState initial() {
        return new MachineState();
    }

    MachineState copy() {
        MachineState copy = new MachineState();
        copy.spec = spec;
        copy.assignments = assignments;
        copy.seen = seen.copy();
        copy.deviceFromMs = deviceFromMs;
        copy.order = order.copy();
        copy.nextDevice = nextDevice;
        retired.forEach(one -> copy.retired.add(new Retired(one.seen().copy(), one.untilMs())));
        copy.exchanges.addAll(exchanges);
        copy.passed.addAll(passed);
        copy.anchors.putAll(anchors);
        tracks.forEach((name, track) -> copy.tracks.put(name, track.copy()));
        copy.clockMs = clockMs;
        copy.heardMs = heardMs;
        copy.afterGap = afterGap;
        copy.meteredNo = meteredNo;
        copy.gaps.addAll(gaps);
        copy.doubts.addAll(doubts);
        copy.lates.addAll(lates);
        copy.facts.addAll(facts);
        return copy;
    }

    MachineSnapshot snapshot() {
        return new MachineSnapshot(
                spec(),
                AssignmentForm.of(assignments.present()),
                AssignmentForm.of(assignments.following()),
                assignments.ended(),
                new MachineSnapshot.Device(
                        seen.form(),
                        deviceFromMs,
                        order.isStarted(),
                        order.epoch(),
                        order.next(),
                        order.held(),
                        nextDevice),
                retired.stream()
                        .map(one -> new MachineSnapshot.Former(one.seen().form(), one.untilMs()))
                        .toList(),
                List.copyOf(exchanges),
                List.copyOf(passed),
                new TreeMap<>(anchors),
                tracks.values().stream().map(Track::form).toList(),
                clockMs,
                afterGap,
                meteredNo,
                new MachineSnapshot.Untold(
                        List.copyOf(gaps),
                        List.copyOf(doubts),
                        List.copyOf(lates),
                        List.copyOf(facts)),
                heardMs < clockMs ? Long.valueOf(heardMs) : null);
    }

    static MachineState restore(MachineSnapshot stored) {
        MachineState state = new MachineState();
        state.register(stored.machine());
        state.assignments =
                new Assignments(
                        stored.present() == null ? null : stored.present().assignment(),
                        stored.following() == null ? null : stored.following().assignment(),
                        stored.ended());
        MachineSnapshot.Device device = stored.device();
        state.seen = Seen.of(device.seen());
        state.deviceFromMs = device.fromMs();
        state.order =
                new ReadingOrder(device.started(), device.epoch(), device.next(), device.held());
        state.nextDevice = device.following();
        stored.retired()
                .forEach(one -> state.retired.add(new Retired(Seen.of(one.seen()), one.untilMs())));
        state.exchanges.addAll(stored.exchanges());
        state.passed.addAll(stored.passed());
        state.anchors.putAll(stored.anchors());
        for (Track.Form form : stored.tracks()) {
            Track track = Objects.requireNonNull(state.tracks.get(form.name()), form.name());
            state.tracks.put(form.name(), Track.of(track.output(), form));
        }
        state.clockMs = stored.clockMs();
        state.heardMs = stored.heardMs() == null ? stored.clockMs() : stored.heardMs();
        state.afterGap = stored.afterGap();
        state.meteredNo = stored.meteredNo();
        state.gaps.addAll(stored.untold().gaps());
        state.doubts.addAll(stored.untold().doubts());
        state.lates.addAll(stored.untold().lates());
        state.facts.addAll(stored.untold().facts());
        return state;
    }

    // ---- what is known ----

    @Nullable MachineSpec registered() {
        return spec;
    }

    MachineSpec spec() {
        return Objects.requireNonNull(spec, "not registered");
    }

    Assignments assignments() {
        return assignments;
    }

    /** Beginning of the open period. */
    long openStartMs() {
        Assignment present = assignments.present();
        return present == null ? Long.MIN_VALUE : present.periodStartMs();
    }

    Collection<Track> tracks() {
        return tracks.values();
    }

    Track track(String name) {
        return Objects.requireNonNull(tracks.get(name), name);
    }

    /** Announced, in the order of time; readings have not got there. */
    List<Exchange> exchanges() {
        return exchanges;
    }

    boolean isKnown(Exchange exchange) {
        return exchanges.contains(exchange) || passed.contains(exchange);
    }

    @Nullable RegisterAnchor anchor(String register) {
        return anchors.get(register);
    }

    ReadingOrder order() {
        return order;
    }

    /** Time of sampling reached in the device's order; the least before the first reading. */
    /** Readings came at this time by the service's clock. */
    void heard(Instant at) {
        // What no reading has reached need not be remembered, nor stored.
        heardMs = Math.max(Math.min(heardMs, clockMs), at.toEpochMilli());
    }

    /** An instant is past by the service's clock, whatever the device's says. */
    boolean isPast(long atMs) {
        return heardMs >= atMs;
    }

    long clockMs() {
        return clockMs;
    }

    /** The latest time of sampling of any reading that counts. */
    long latestMs() {
        return order.held().stream().mapToLong(Sample::atMs).reduce(clockMs, Math::max);
    }

    String deviceId() {
        return seen.deviceId();
    }

    long deviceFromMs() {
        return deviceFromMs;
    }

    @Nullable NextDevice nextDevice() {
        return nextDevice;
    }

    long meteredNo() {
        return meteredNo;
    }

    List<MachineGapNoted> gaps() {
        return gaps;
    }

    List<MachineDoubtNoted> doubts() {
        return doubts;
    }

    List<Late> lates() {
        return lates;
    }

    List<Fact> facts() {
        return facts;
    }

    Part partOf(String deviceId, long atMs) {
        NextDevice next = nextDevice;
        boolean changed = next != null && atMs >= next.fromMs();
        if (next != null && changed && deviceId.equals(next.deviceId())) {
            return Part.NEXT;
        }
        if (deviceId.equals(seen.deviceId()) && !changed) {
            return Part.PRESENT;
        }
        return retiredSeen(deviceId, atMs) == null ? Part.UNKNOWN : Part.RETIRED;
    }

    /** What a device that was exchanged has delivered; null if it was not the machine's then. */
    @Nullable Seen retiredSeen(String deviceId, long atMs) {
        for (Retired one : retired) {
            if (one.seen().deviceId().equals(deviceId) && atMs < one.untilMs()) {
                return one.seen();
            }
        }
        return null;
    }

    /** What a device has delivered; nothing if it is the next one. */
    Seen seenBy(Part part, String deviceId, long atMs) {
        return switch (part) {
            case PRESENT -> seen;
            case RETIRED -> Objects.requireNonNull(retiredSeen(deviceId, atMs));
            case NEXT, UNKNOWN -> new Seen(deviceId);
        };
    }

    /** A reading in counts; what does not fit the machine is left out. */
    Sample sample(MachineReading reading) {
        SortedMap<String, Long> counts = new TreeMap<>();
        for (Map.Entry<String, BigDecimal> value : reading.values().entrySet()) {
            RegisterSpec register = spec().register(value.getKey()).orElse(null);
            OptionalLong count =
                    register == null ? OptionalLong.empty() : register.counts(value.getValue());
            if (count.isPresent()) {
                counts.put(value.getKey(), count.getAsLong());
            }
        }
        return new Sample(
                reading.epoch(),
                reading.sequence(),
                reading.sampledAt().toEpochMilli(),
                counts,
                reading.state(),
                reading.quality());
    }

    // ---- what happens ----

    void register(MachineSpec machine) {
        spec = machine;
        seen = new Seen(machine.deviceId());
        for (Output output : Output.of(machine)) {
            tracks.put(output.name(), new Track(output));
        }
    }

    void assignments(Assignments changed) {
        assignments = changed;
    }

    void announce(Exchange exchange) {
        exchanges.removeIf(exchange::corrects);
        int at = exchanges.size();
        while (at > 0 && exchanges.get(at - 1).atMs() > exchange.atMs()) {
            at--;
        }
        exchanges.add(at, exchange);
    }

    /** The present device as the next one: it stays. */
    void announce(NextDevice device) {
        nextDevice = device.deviceId().equals(deviceId()) ? null : device;
    }

    void metered(long no) {
        meteredNo = no;
    }

    void take(MachineReading reading) {
        Sample sample = sample(reading);
        Part part = partOf(reading.deviceId(), sample.atMs());
        switch (part) {
            case NEXT -> changeDevice();
            case RETIRED ->
                    seenBy(part, reading.deviceId(), sample.atMs())
                            .add(sample.epoch(), sample.sequence());
            case PRESENT, UNKNOWN -> {}
        }
        if (part == Part.PRESENT || part == Part.NEXT) {
            seen.add(sample.epoch(), sample.sequence());
            order.accept(sample, this);
        }
    }

    /** Takes what waits for missing readings no longer: up to the next gap. */
    void passHeld() {
        order.passHeld(this);
    }

    private void changeDevice() {
        NextDevice next = Objects.requireNonNull(nextDevice);
        order.release(this);
        retired.add(new Retired(seen, next.fromMs()));
        while (retired.size() > RETIRED_MAX) {
            retired.removeFirst();
        }
        seen = new Seen(next.deviceId());
        deviceFromMs = next.fromMs();
        order = new ReadingOrder();
        nextDevice = null;
    }

    @Override
    public void missing(long first, long last, Sample after) {
        afterGap = true;
        gaps.add(
                new MachineGapNoted(
                        spec().machineId(),
                        seen.deviceId(),
                        after.epoch(),
                        first,
                        last,
                        Instant.ofEpochMilli(clockMs),
                        Instant.ofEpochMilli(after.atMs())));
    }

    @Override
    public void inOrder(Sample sample) {
        for (Track track : tracks.values()) {
            new Progress(this, track).to(sample, afterGap);
        }
        afterGap = false;
        clockMs = Math.max(clockMs, sample.atMs());
        sample.counts()
                .forEach((register, count) -> {
                    RegisterAnchor before = anchors.get(register);
                    long atMs =
                            before == null ? sample.atMs() : Math.max(before.atMs(), sample.atMs());
                    anchors.put(register, new RegisterAnchor(count, atMs));
                    for (Exchange one : List.copyOf(exchanges)) {
                        if (one.register().equals(register) && one.atMs() <= atMs) {
                            pass(one);
                        }
                    }
                });
    }

    private void pass(Exchange exchange) {
        exchanges.remove(exchange);
        passed.add(exchange);
        while (passed.size() > Exchange.ANNOUNCED_MAX) {
            passed.removeFirst();
        }
    }

    // ---- what follows, noted by progress ----

    void doubt(Output output, Doubt doubt, @Nullable Long milli, long fromMs, long untilMs) {
        doubts.add(
                new MachineDoubtNoted(
                        spec().machineId(),
                        output.name(),
                        doubt,
                        milli == null ? null : output.quantity(milli),
                        Instant.ofEpochMilli(fromMs),
                        Instant.ofEpochMilli(untilMs)));
    }

    void late(String outputName, String closedPeriodId, long ticks) {
        if (ticks == 0) {
            return;
        }
        long sum = ticks;
        for (Late known : List.copyOf(lates)) {
            if (known.outputName().equals(outputName)
                    && known.closedPeriodId().equals(closedPeriodId)) {
                lates.remove(known);
                sum += known.ticks();
            }
        }
        lates.add(new Late(outputName, closedPeriodId, sum));
    }

    void fact(String outputName, long bucketMs, long fromMs, long untilMs, long milli) {
        if (milli != 0) {
            facts.add(new Fact(outputName, bucketMs, fromMs, untilMs, milli));
        }
    }

    /** Power worked out of an energy. */
    void powerFacts(String energy, long bucketMs, long fromMs, long untilMs, long milliWatt) {
        for (Track track : tracks.values()) {
            if (track.output().spec().source() instanceof Source.Power power
                    && power.of().equals(energy)) {
                track.add(bucketMs, milliWatt, 0, 0, null);
                fact(track.output().name(), bucketMs, fromMs, untilMs, milliWatt);
            }
        }
    }
}
