package io.usance.meter.silo.state;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.filter.Tolerances;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.SequenceSet;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Judges a reading as it arrives: taken, a duplicate, or refused with a reason, in this order of
 * precedence: silo, contract, sensor, sequence, duplicate, age of the sequence, unit, conversion,
 * range, time, stuck. A reading that may be the first of another run of the counter is taken, and
 * waits in the state until that is decided.
 *
 * <p>Design note: a refused reading leaves no trace in the silo, because only what is taken becomes
 * an event. A resend is judged again. What is wrong with the reading itself is refused again, for
 * ever; one refused for its time, a missing contract or a stuck sensor may be taken when it is sent
 * again, which is what an operator who resolved a quarantined reading needs. It is then recorded
 * once, under its own sequence, and when its place in the device's order was passed it is evidence
 * only. Each received reading is exactly one of recorded, duplicate, refused.
 */
final class ReadingIntake {

    /** Clocks of devices and servers differ by this much at most. */
    static final Duration FUTURE_MAX = Duration.ofMinutes(10);

    /** More than a device that samples every second loses in ten days. */
    static final long SEQUENCE_JUMP_MAX = 1_000_000;

    private ReadingIntake() {}

    /**
     * @param sample the reading in milli units if it is to be taken, else null
     * @param reason why it is refused, else null; both null for a duplicate
     * @param detail what was found and what was expected
     */
    record Verdict(@Nullable Sample sample, @Nullable RefusalReason reason, String detail) {

        private static final Verdict DUPLICATE = new Verdict(null, null, "");

        private static Verdict refused(RefusalReason reason, String detail) {
            return new Verdict(null, reason, detail);
        }
    }

    static Verdict judge(SiloState state, Reading reading, Instant receivedAt) {
        SiloSpec spec = state.registered();
        if (spec == null) {
            return Verdict.refused(RefusalReason.UNKNOWN_SILO, "the silo is not registered");
        }
        if (state.assigned() == null && state.handover().ended().isEmpty()) {
            return Verdict.refused(
                    RefusalReason.NO_CONTRACT, "silo " + spec.siloId() + " has no contract");
        }
        Segments.Part part = state.partOf(reading);
        Verdict identity =
                switch (part) {
                    case PRESENT ->
                            state.spec().sensor().hasCounter()
                                    ? judgeCounter(state, reading)
                                    : judgeTime(state, state.seen(), reading);
                    case NEXT -> judgeFirst(state, reading);
                    case RETIRED -> judgeLate(state, reading);
                    case UNKNOWN -> unknownSensor(state, reading);
                };
        return identity != null ? identity : judgeValue(state, part, reading, receivedAt);
    }

    /** Names the sensor that watches, or watched, the silo when the reading was sampled. */
    private static Verdict unknownSensor(SiloState state, Reading reading) {
        SensorChange next = state.segments().next();
        boolean changed = next != null && ReadingPlace.atMs(reading) >= next.fromMs();
        String expected =
                changed && next != null
                        ? next.sensor().sensorId()
                        : state.spec().sensor().sensorId();
        long fromMs = changed && next != null ? next.fromMs() : state.segments().fromMs();
        return Verdict.refused(
                RefusalReason.UNKNOWN_SENSOR,
                "sensor "
                        + reading.sensorId()
                        + " is not "
                        + expected
                        + (fromMs == Long.MIN_VALUE
                                ? ""
                                : ", which watches the silo since "
                                        + Instant.ofEpochMilli(fromMs)
                                        + "; the reading was sampled "
                                        + reading.sampledAt()));
    }

    /** A counter that goes on is known; another one is not. */
    private static @Nullable Verdict judgeFirst(SiloState state, Reading reading) {
        SensorChange next = state.segments().next();
        if (next == null) {
            return null;
        }
        SequenceSet seen = next.isReplacement() ? new SequenceSet() : state.seen();
        if (!next.sensor().hasCounter()) {
            return judgeTime(state, seen, reading);
        }
        long base = next.isReplacement() ? 0 : state.counter().base();
        return state.modulus() > 0 && reading.sequence() != Reading.NO_SEQUENCE
                ? null
                : judgeSequence(seen, base + reading.sequence(), reading);
    }

    private static @Nullable Verdict judgeLate(SiloState state, Reading reading) {
        RetiredSensor retired =
                state.segments()
                        .retired(
                                reading.sensorId(), ReadingPlace.atMs(reading), reading.sequence());
        if (retired == null) {
            return unknownSensor(state, reading);
        }
        return retired.hasCounter()
                ? judgeSequence(retired.sequences(), retired.placeOf(reading), reading)
                : judgeTime(state, retired.sequences(), reading);
    }

    /** By time of sampling: what a counterless sensor has instead of a sequence. */
    private static @Nullable Verdict judgeTime(SiloState state, SequenceSet seen, Reading reading) {
        long atMs = ReadingPlace.atMs(reading);
        if (seen.contains(atMs)) {
            Sample before = state.filter().recent(atMs);
            Sample now = sample(state.spec(), reading);
            boolean differs = before != null && now != null && before.milli() != now.milli();
            return differs
                    ? Verdict.refused(
                            RefusalReason.TIME_CONFLICT,
                            "sensor "
                                    + reading.sensorId()
                                    + " has given another value than "
                                    + reading.value().toPlainString()
                                    + " for "
                                    + reading.sampledAt()
                                    + " already; its readings are distinguished by time")
                    : Verdict.DUPLICATE;
        }
        return seen.isTooOld(atMs)
                ? Verdict.refused(
                        RefusalReason.SEQUENCE_TOO_OLD,
                        "sampled "
                                + reading.sampledAt()
                                + ", before "
                                + Instant.ofEpochMilli(seen.floor())
                                + ", from where duplicates are known")
                : null;
    }

    /** The level in milli units; null if the reading says nothing of this silo's stock. */
    static @Nullable Sample sample(SiloSpec spec, Reading reading) {
        Sample direct = DirectReading.sample(spec, reading);
        return direct != null ? direct : sample(spec, Conversion.of(spec, reading), reading);
    }

    private static @Nullable Sample sample(SiloSpec spec, Conversion converted, Reading reading) {
        BigDecimal milli = converted.milli();
        if (milli == null || milli.abs().compareTo(BigDecimal.valueOf(Quantity.MILLI_MAX)) > 0) {
            return null;
        }
        return new Sample(
                ReadingPlace.of(reading, spec.sensor()),
                ReadingPlace.atMs(reading),
                milli.setScale(0, RoundingMode.HALF_EVEN).longValueExact(),
                reading.value().movePointRight(Sample.SHOWN_DECIMALS).longValue());
    }

    /** By the run of its counter, of the present sensor; see {@link Identity}. */
    private static @Nullable Verdict judgeCounter(SiloState state, Reading reading) {
        if (reading.sequence() == Reading.NO_SEQUENCE) {
            return noSequence(reading);
        }
        if (Identity.isNext(state, reading)) {
            return null;
        }
        return switch (Identity.of(state, reading, sample(state.spec(), reading)).kind()) {
            case PRESENT, EARLIER, BEGINS, WAITS -> null;
            case DUPLICATE -> Verdict.DUPLICATE;
            case CONFLICT ->
                    Verdict.refused(
                            RefusalReason.SEQUENCE_CONFLICT, CounterWords.conflict(state, reading));
            case TOO_OLD ->
                    Verdict.refused(
                            RefusalReason.SEQUENCE_TOO_OLD, CounterWords.tooOld(state, reading));
            case JUMP ->
                    Verdict.refused(RefusalReason.SEQUENCE_JUMP, CounterWords.jump(state, reading));
            case BEYOND_MODULUS ->
                    Verdict.refused(
                            RefusalReason.SEQUENCE_JUMP,
                            CounterWords.beyondModulus(state, reading));
            case RESET ->
                    Verdict.refused(
                            RefusalReason.SEQUENCE_RESET, CounterWords.reset(state, reading));
        };
    }

    /** Of a sensor that is gone, by the sequences that came of it. */
    private static @Nullable Verdict judgeSequence(SequenceSet seen, long place, Reading reading) {
        if (reading.sequence() == Reading.NO_SEQUENCE) {
            return noSequence(reading);
        }
        if (seen.contains(place)) {
            return Verdict.DUPLICATE;
        }
        if (reading.sequence() < 0 || seen.isTooOld(place)) {
            return Verdict.refused(
                    RefusalReason.SEQUENCE_TOO_OLD,
                    "sequence "
                            + reading.sequence()
                            + " lies where duplicates of sensor "
                            + reading.sensorId()
                            + " are no longer known");
        }
        return null;
    }

    private static Verdict noSequence(Reading reading) {
        return Verdict.refused(
                RefusalReason.NO_SEQUENCE,
                "sensor "
                        + reading.sensorId()
                        + " has a counter, but the reading sampled "
                        + reading.sampledAt()
                        + " has no sequence; send it, or register the sensor without one");
    }

    private static Verdict judgeValue(
            SiloState state, Segments.Part part, Reading reading, Instant receivedAt) {
        SiloSpec spec = state.specFor(reading);
        Sample sample = DirectReading.sample(spec, reading);
        if (sample == null) {
            Conversion converted = Conversion.of(spec, reading);
            if (converted.reason() != null) {
                return Verdict.refused(converted.reason(), converted.detail());
            }
            sample = sample(spec, converted, reading);
        }
        Tolerances tolerances =
                part == Segments.Part.NEXT ? Tolerances.of(spec) : state.filter().tolerances();
        long range = tolerances.range();
        if (sample == null
                || sample.milli() < -range
                || sample.milli() > spec.capacity().milli() + range) {
            return outOfRange(spec, reading, range);
        }
        if (isFuture(reading.sampledAt(), receivedAt)) {
            return Verdict.refused(
                    RefusalReason.FUTURE_TIME,
                    "sampled " + reading.sampledAt() + ", received " + receivedAt);
        }
        return part == Segments.Part.PRESENT && isStuck(state, reading, sample)
                ? Verdict.refused(
                        RefusalReason.STUCK_SENSOR,
                        reading.value()
                                + " repeated more than "
                                + spec.sensor().stuckAfterReadings()
                                + " times")
                : new Verdict(sample, null, "");
    }

    private static boolean isStuck(SiloState state, Reading reading, Sample sample) {
        if (!state.spec().sensor().hasCounter() || Identity.isNext(state, reading)) {
            return state.filter().isStuckAt(sample);
        }
        Identity identity = Identity.of(state, reading, sample);
        return identity.kind() == Identity.Kind.PRESENT
                && state.filter().isStuckAt(sample.at(identity.place()));
    }

    private static boolean isFuture(Instant sampledAt, Instant receivedAt) {
        return sampledAt.isAfter(receivedAt) && sampledAt.isAfter(receivedAt.plus(FUTURE_MAX));
    }

    private static Verdict outOfRange(SiloSpec spec, Reading reading, long range) {
        Quantity tolerance = new Quantity(range, spec.dimension());
        return Verdict.refused(
                RefusalReason.OUT_OF_RANGE,
                reading.value().toPlainString()
                        + " "
                        + reading.unit().code()
                        + " is outside 0 to "
                        + spec.capacity()
                        + " by more than "
                        + tolerance);
    }
}
