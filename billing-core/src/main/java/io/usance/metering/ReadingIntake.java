package io.usance.metering;

import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Judges a reading as it arrives: taken, a duplicate, or refused with a reason, in this order of
 * precedence: silo, contract, sensor, duplicate, age of the sequence, unit, conversion, range,
 * time, stuck.
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

    /**
     * A late reading of an unbroken counter was sampled before the newest; reconstructed times
     * differ by less.
     */
    static final long RESET_AHEAD_MS = 6 * 3_600_000L;

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
        if (state.assigned() == null) {
            return Verdict.refused(
                    RefusalReason.NO_CONTRACT, "silo " + spec.siloId() + " has no contract");
        }
        if (!spec.sensor().sensorId().equals(reading.sensorId())) {
            return Verdict.refused(
                    RefusalReason.UNKNOWN_SENSOR,
                    "sensor " + reading.sensorId() + " is not " + spec.sensor().sensorId());
        }
        Verdict identity = judgeIdentity(state, reading);
        return identity != null ? identity : judgeValue(state, spec, reading, receivedAt);
    }

    /** The level in milli units; null if the reading says nothing of this silo's stock. */
    static @Nullable Sample sample(SiloSpec spec, Reading reading) {
        return sample(Conversion.of(spec, reading), reading);
    }

    private static @Nullable Sample sample(Conversion converted, Reading reading) {
        BigDecimal milli = converted.milli();
        if (milli == null || milli.abs().compareTo(BigDecimal.valueOf(Quantity.MILLI_MAX)) > 0) {
            return null;
        }
        return new Sample(
                reading.sequence(),
                SiloState.toMs(reading.sampledAt()),
                milli.setScale(0, RoundingMode.HALF_EVEN).longValueExact());
    }

    private static @Nullable Verdict judgeIdentity(SiloState state, Reading reading) {
        Verdict counter = judgeCounter(state, reading);
        if (counter != null) {
            return counter;
        }
        if (state.seen().contains(reading.sequence())) {
            return Verdict.DUPLICATE;
        }
        if (reading.sequence() < 0 || state.seen().isTooOld(reading.sequence())) {
            return Verdict.refused(
                    RefusalReason.SEQUENCE_TOO_OLD,
                    "sequence "
                            + reading.sequence()
                            + " is below "
                            + state.seen().floor()
                            + ", from where duplicates are known");
        }
        return null;
    }

    /**
     * A counter that jumps or starts again would end metering in silence: everything after it would
     * count as passed long ago. So it is refused, and seen, until a person has registered the
     * device anew.
     */
    private static @Nullable Verdict judgeCounter(SiloState state, Reading reading) {
        long next = state.order().nextSequence();
        if (next < 0) {
            return null;
        }
        if (reading.sequence() - next > SEQUENCE_JUMP_MAX) {
            return Verdict.refused(
                    RefusalReason.SEQUENCE_JUMP,
                    "sequence " + reading.sequence() + " when about " + next + " was expected");
        }
        long aheadMs = SiloState.toMs(reading.sampledAt()) - state.continuity().clockMs();
        if (reading.sequence() < next && aheadMs > RESET_AHEAD_MS) {
            return Verdict.refused(
                    RefusalReason.SEQUENCE_RESET,
                    "sequence "
                            + reading.sequence()
                            + " sampled "
                            + reading.sampledAt()
                            + ", after "
                            + (next - 1)
                            + " had been reached by "
                            + Instant.ofEpochMilli(state.continuity().clockMs()));
        }
        return null;
    }

    private static Verdict judgeValue(
            SiloState state, SiloSpec spec, Reading reading, Instant receivedAt) {
        Conversion converted = Conversion.of(spec, reading);
        if (converted.reason() != null) {
            return Verdict.refused(converted.reason(), converted.detail());
        }
        Sample sample = sample(converted, reading);
        long range = state.tolerances().range();
        if (sample == null
                || sample.milli() < -range
                || sample.milli() > spec.capacity().milli() + range) {
            return outOfRange(spec, reading, range);
        }
        if (reading.sampledAt().isAfter(receivedAt.plus(FUTURE_MAX))) {
            return Verdict.refused(
                    RefusalReason.FUTURE_TIME,
                    "sampled " + reading.sampledAt() + ", received " + receivedAt);
        }
        return isStuck(state, sample)
                ? Verdict.refused(
                        RefusalReason.STUCK_SENSOR,
                        reading.value()
                                + " repeated more than "
                                + spec.sensor().stuckAfterReadings()
                                + " times")
                : new Verdict(sample, null, "");
    }

    /** Only where the reading's place in the device's order is certain; later ones are ignored. */
    private static boolean isStuck(SiloState state, Sample sample) {
        int stuckAfter = state.spec().sensor().stuckAfterReadings();
        return state.continuity().isStuck(stuckAfter)
                && state.continuity().runMilli() == sample.milli()
                && state.order().held().isEmpty()
                && sample.sequence() >= state.order().nextSequence();
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
