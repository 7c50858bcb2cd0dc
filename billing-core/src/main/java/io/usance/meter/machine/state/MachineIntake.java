package io.usance.meter.machine.state;

import io.usance.meter.machine.MachineReading;
import io.usance.meter.machine.MachineRefusal;
import io.usance.meter.machine.spec.MachineSpec;
import io.usance.meter.machine.spec.OutputSpec;
import io.usance.meter.machine.spec.PartQuality;
import io.usance.meter.machine.spec.RegisterSpec;
import io.usance.meter.machine.spec.Source;
import io.usance.meter.machine.state.MachineState.Part;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Judges a reading as it arrives: taken, a duplicate, or refused with a reason, in this order of
 * precedence: contract, device, sequence, duplicate, registers, state, quality, time, counters.
 *
 * <p>Design note: a refused reading leaves no trace, because only what is taken becomes an event. A
 * resend is judged again; what a lost reading had counted is in the next one.
 */
final class MachineIntake {

    /** Clocks of devices and servers differ by this much at most. */
    static final Duration FUTURE_MAX = Duration.ofMinutes(10);

    /** More than a device that samples every second loses in ten days. */
    static final long SEQUENCE_JUMP_MAX = 1_000_000;

    /** Epochs and sequences up to here are exact in any JSON. */
    static final long NUMBER_MAX = 1L << 53;

    /** A late reading of an unbroken counter was sampled before the newest, or little after. */
    static final long RESET_AHEAD_MS = 6 * 3_600_000L;

    /**
     * @param sample the reading in counts if it is to be taken, else null
     * @param reason why it is refused, else null; both null for a duplicate
     * @param detail what was found and what was expected
     */
    record Verdict(@Nullable Sample sample, @Nullable MachineRefusal reason, String detail) {

        static final Verdict DUPLICATE = new Verdict(null, null, "");

        static Verdict refused(MachineRefusal reason, String detail, Object... values) {
            return new Verdict(null, reason, detail.formatted(values));
        }
    }

    private final MachineState state;
    private final MachineSpec spec;
    private final MachineReading reading;
    private final Part part;

    private MachineIntake(MachineState state, MachineReading reading) {
        this.state = state;
        this.spec = state.spec();
        this.reading = reading;
        this.part = state.partOf(reading.deviceId(), reading.sampledAt().toEpochMilli());
    }

    /** Of a registered machine. */
    static Verdict judge(MachineState state, MachineReading reading, Instant receivedAt) {
        if (state.assignments().present() == null && state.assignments().ended().isEmpty()) {
            return Verdict.refused(
                    MachineRefusal.NO_CONTRACT,
                    "machine %s has no contract",
                    state.spec().machineId());
        }
        MachineIntake intake = new MachineIntake(state, reading);
        Verdict verdict = intake.identity();
        verdict = verdict == null ? intake.values() : verdict;
        verdict = verdict == null ? intake.saidOfParts() : verdict;
        if (verdict == null && reading.sampledAt().isAfter(receivedAt.plus(FUTURE_MAX))) {
            verdict =
                    Verdict.refused(
                            MachineRefusal.FUTURE_TIME,
                            "sampled %s, received %s",
                            reading.sampledAt(),
                            receivedAt);
        }
        return verdict == null ? intake.counters() : verdict;
    }

    private @Nullable Verdict identity() {
        if (part == Part.UNKNOWN) {
            return unknownDevice();
        }
        long epoch = reading.epoch();
        long sequence = reading.sequence();
        Seen seen = state.seenBy(part, reading.deviceId(), reading.sampledAt().toEpochMilli());
        if (seen.contains(epoch, sequence)) {
            return Verdict.DUPLICATE;
        }
        if (epoch > NUMBER_MAX || sequence > NUMBER_MAX) {
            return Verdict.refused(
                    MachineRefusal.SEQUENCE_JUMP,
                    "epoch %d, sequence %d; expected at most %d",
                    epoch,
                    sequence,
                    NUMBER_MAX);
        }
        if (epoch < 0 || seen.isTooOld(epoch, sequence)) {
            return Verdict.refused(
                    MachineRefusal.SEQUENCE_TOO_OLD,
                    "epoch %d, sequence %d is from before duplicates are known",
                    epoch,
                    sequence);
        }
        return part == Part.PRESENT ? counter() : null;
    }

    private Verdict unknownDevice() {
        MachineState.NextDevice next = state.nextDevice();
        boolean changed = next != null && reading.sampledAt().toEpochMilli() >= next.fromMs();
        return Verdict.refused(
                MachineRefusal.UNKNOWN_DEVICE,
                "device %s is not %s, which reads machine %s when it was sampled, %s",
                reading.deviceId(),
                changed && next != null ? next.deviceId() : state.deviceId(),
                spec.machineId(),
                reading.sampledAt());
    }

    /** A counter that jumps or starts again would end metering in silence. */
    private @Nullable Verdict counter() {
        ReadingOrder order = state.order();
        if (!order.isStarted()) {
            return null;
        }
        boolean jumps =
                reading.epoch() == order.epoch()
                        && reading.sequence() - order.next() > SEQUENCE_JUMP_MAX;
        if (jumps) {
            return Verdict.refused(
                    MachineRefusal.SEQUENCE_JUMP,
                    "sequence %d when about %d was expected",
                    reading.sequence(),
                    order.next());
        }
        long aheadMs = reading.sampledAt().toEpochMilli() - state.clockMs();
        boolean behind =
                reading.epoch() < order.epoch()
                        || (reading.epoch() == order.epoch() && reading.sequence() < order.next());
        return behind && aheadMs > RESET_AHEAD_MS
                ? Verdict.refused(
                        MachineRefusal.SEQUENCE_RESET,
                        "epoch %d, sequence %d sampled %s, after epoch %d, sequence %d had been reached by %s; a counter that starts again raises the epoch",
                        reading.epoch(),
                        reading.sequence(),
                        reading.sampledAt(),
                        order.epoch(),
                        order.next() - 1,
                        Instant.ofEpochMilli(state.clockMs()))
                : null;
    }

    private @Nullable Verdict values() {
        for (Map.Entry<String, BigDecimal> value : reading.values().entrySet()) {
            RegisterSpec register = spec.register(value.getKey()).orElse(null);
            if (register == null) {
                return Verdict.refused(
                        MachineRefusal.UNKNOWN_REGISTER,
                        "register %s is none of machine %s; there are %s",
                        value.getKey(),
                        spec.machineId(),
                        spec.registers().stream().map(RegisterSpec::name).toList());
            }
            if (register.counts(value.getValue()).isEmpty()) {
                return Verdict.refused(
                        MachineRefusal.OUT_OF_RANGE,
                        "register %s is %s; it shows %s",
                        register.name(),
                        value.getValue().toPlainString(),
                        register.range());
            }
        }
        String said = reading.state();
        if (said != null && !spec.states().contains(said)) {
            return Verdict.refused(
                    MachineRefusal.STATE_UNKNOWN,
                    "state %s is none of machine %s; there are %s",
                    said,
                    spec.machineId(),
                    spec.states());
        }
        return null;
    }

    private @Nullable Verdict saidOfParts() {
        for (OutputSpec output : spec.outputs()) {
            Verdict verdict =
                    switch (output.source()) {
                        case Source.Register source -> both(output, source);
                        case Source.Parts source ->
                                has(source.register())
                                                && (reading.quality() == null
                                                        || reading.quality() == PartQuality.UNKNOWN)
                                        ? Verdict.refused(
                                                MachineRefusal.QUALITY_UNKNOWN,
                                                "register %s is read, but not whether its parts are GOOD or BAD; quality is %s",
                                                source.register(),
                                                reading.quality() == null
                                                        ? "missing"
                                                        : reading.quality())
                                        : null;
                        case Source.Running source ->
                                reading.state() == null
                                        ? Verdict.refused(
                                                MachineRefusal.STATE_UNKNOWN,
                                                "the state is missing, by which %s are metered; expected one of %s",
                                                output.name(),
                                                spec.states())
                                        : null;
                        case Source.Power source -> null;
                    };
            if (verdict != null) {
                return verdict;
            }
        }
        return null;
    }

    private boolean has(String register) {
        return reading.values().containsKey(register);
    }

    private @Nullable Verdict both(OutputSpec output, Source.Register source) {
        String less = source.less();
        if (less == null || has(source.register()) == has(less)) {
            return null;
        }
        String missing = has(less) ? source.register() : less;
        return Verdict.refused(
                MachineRefusal.QUALITY_UNKNOWN,
                "register %s is read without %s, so %s is not known; send both in one reading",
                has(less) ? less : source.register(),
                missing,
                output.name());
    }

    /** Against the readings before and behind it in the device's order. */
    private Verdict counters() {
        Sample sample = state.sample(reading);
        boolean late = part == Part.RETIRED || state.order().isPassed(sample);
        if (!late || part == Part.NEXT) {
            for (Map.Entry<String, Long> count : sample.counts().entrySet()) {
                RegisterSpec register = spec.register(count.getKey()).orElseThrow();
                Verdict verdict = counter(register, count.getValue(), sample);
                if (verdict != null) {
                    return verdict;
                }
            }
        }
        return new Verdict(sample, null, "");
    }

    private @Nullable Verdict counter(RegisterSpec register, long count, Sample sample) {
        Long before = null;
        long beforeMs = 0;
        MachineState.RegisterAnchor anchor = state.anchor(register.name());
        if (anchor != null) {
            before = anchor.count();
            beforeMs = anchor.atMs();
        }
        Verdict verdict = null;
        for (Sample held : state.order().held()) {
            Long other = held.counts().get(register.name());
            if (other == null) {
                continue;
            }
            boolean isBefore =
                    part == Part.NEXT || held.isBefore(sample.epoch(), sample.sequence());
            if (!isBefore) {
                verdict = step(register, count, sample.atMs(), other, held.atMs());
                break;
            }
            before = other;
            beforeMs = held.atMs();
        }
        return verdict == null && before != null
                ? step(register, before, beforeMs, count, sample.atMs())
                : verdict;
    }

    private @Nullable Verdict step(
            RegisterSpec register, long from, long fromMs, long to, long toMs) {
        Course course =
                new Course(register, fromMs, from, Math.max(fromMs, toMs), to, state.exchanges());
        int leg = course.impossibleLeg();
        return leg < 0 ? null : impossible(register, course, leg);
    }

    /** What a register cannot have done. */
    static Verdict impossible(RegisterSpec register, Course course, int leg) {
        BigDecimal from = register.shown(course.from(leg));
        BigDecimal to = register.shown(course.to(leg));
        String elapsed = words(Duration.ofMillis(course.elapsedMs(leg)));
        if (to.compareTo(from) < 0) {
            return Verdict.refused(
                    MachineRefusal.COUNTER_BACKWARDS,
                    "register %s went from %s back to %s in %s; if it was reset or exchanged, announce that, then send the reading again",
                    register.name(),
                    from.toPlainString(),
                    to.toPlainString(),
                    elapsed);
        }
        boolean hours = register.maxPerHour() == null;
        return Verdict.refused(
                hours ? MachineRefusal.HOURS_BEYOND_INTERVAL : MachineRefusal.COUNTER_JUMP,
                "register %s went from %s to %s in %s; it makes at most %s",
                register.name(),
                from.toPlainString(),
                to.toPlainString(),
                elapsed,
                register.maxText());
    }

    /** For people: {@code 1 h 30 min}, {@code 10 s}; a part of a second is left out. */
    private static String words(Duration time) {
        StringJoiner words = new StringJoiner(" ").setEmptyValue("less than 1 s");
        add(words, time.toDaysPart(), "d");
        add(words, time.toHoursPart(), "h");
        add(words, time.toMinutesPart(), "min");
        add(words, time.toSecondsPart(), "s");
        return words.toString();
    }

    private static void add(StringJoiner words, long count, String unit) {
        if (count > 0) {
            words.add(count + " " + unit);
        }
    }
}
