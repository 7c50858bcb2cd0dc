package io.usance.meter.silo.state;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.filter.Sample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes readings of the present sensor into the runs of its counter: at their place, as late
 * evidence of a run that has ended, or to wait until it is known which run they are of.
 */
record Counting(SiloState state) {

    void take(Reading reading, Sample sample) {
        Identity identity = Identity.of(state, reading, sample);
        switch (identity.kind()) {
            case PRESENT -> {
                adopt(reading);
                goOn(identity.place(), sample);
                state.meter(reading, sample.at(identity.place()));
            }
            case EARLIER -> state.seen().add(identity.place());
            case BEGINS -> begin(reading, sample);
            case WAITS -> await(reading, sample);
            case DUPLICATE, CONFLICT, TOO_OLD, JUMP, RESET, BEYOND_MODULUS -> {}
        }
    }

    /** The sender has begun to name the runs of its counter. */
    private void adopt(Reading reading) {
        String name = reading.epoch();
        if (name != null && !name.equals(state.counter().name())) {
            state.counter(state.counter().named(name));
        }
    }

    /** The present run has gone on, so that what waits is perhaps no other. */
    private void goOn(long place, Sample sample) {
        Waiting waiting = state.counter().waiting();
        if (waiting != null && place >= state.filter().nextSequence()) {
            state.counter(state.counter().with(waiting.wentOn(sample.atMs())));
        }
    }

    private void await(Reading reading, Sample sample) {
        Waiting present = state.counter().waiting();
        Waiting waiting = (present == null ? Waiting.NONE : present).with(sample);
        state.counter(state.counter().with(waiting));
        if (!waiting.isSure(state.filter().latestMs())) {
            return;
        }
        Sample first = waiting.samples().getFirst();
        long last = state.sequenceAt(ended().lastPlace());
        if (!Restart.isWrap(last, first.sequence())
                && waiting.firstTwo().stream().noneMatch(one -> Restart.isLevelOf(state, one))) {
            state.counter(state.counter().with(waiting.without(true)));
            return;
        }
        restart(first.sequence(), waiting.sinceMs(), null);
        state.counter(state.counter().with(new Waiting(List.of(), 0, false, waiting.aside())));
        for (Sample one : waiting.samples()) {
            state.meter(reading, one.at(state.counter().base() + one.sequence()));
        }
    }

    /** A run begins as the network says; a counter that just goes on keeps its places. */
    private void begin(Reading reading, Sample sample) {
        Waiting waiting = state.counter().waiting();
        if (waiting != null) {
            state.counter(state.counter().with(waiting.without(false)));
        }
        long place = state.counter().base() + reading.sequence();
        boolean goesOn =
                state.modulus() == 0
                        && place >= state.filter().nextSequence()
                        && place - state.filter().nextSequence() <= ReadingIntake.SEQUENCE_JUMP_MAX;
        if (goesOn) {
            state.counter(
                    state.counter()
                            .restarted(
                                    ended(),
                                    state.counter().base(),
                                    sample.atMs(),
                                    reading.epoch()));
        } else {
            restart(Identity.startOf(reading.sequence()), sample.atMs(), reading.epoch());
            place = state.counter().base() + reading.sequence();
        }
        state.meter(reading, sample.at(place));
    }

    private void restart(long firstSequence, long sinceMs, @Nullable String name) {
        CounterRun ended = ended();
        long base = ended.lastPlace() + 1 + Counter.APART;
        state.counter(state.counter().restarted(ended, base, sinceMs, name));
        state.seen().forgetBelow(state.counter().oldestBase());
        state.filter().restartCounter(base + firstSequence, new SiloBooks(state));
    }

    /** The present run, up to now. */
    CounterRun ended() {
        long last = state.filter().nextSequence() - 1;
        for (Sample held : state.filter().held()) {
            last = Math.max(last, held.sequence());
        }
        return new CounterRun(
                state.counter().base(),
                last,
                state.counter().sinceMs(),
                state.filter().latestMs(),
                Identity.Pace.of(state).stepMs(),
                state.modulus(),
                state.counter().name());
    }

    void reported(SiloEvent.SequenceGapNoted event) {
        state.filter().missing().stream()
                .filter(gap ->
                        gap.sensorId().equals(event.sensorId())
                                && state.sequenceAt(gap.first()) == event.firstSequence())
                .findFirst()
                .ifPresent(gap -> state.filter().reported(gap.sensorId(), gap.first()));
    }

    void reported(SiloEvent.ReadingSetAside event) {
        Waiting waiting = state.counter().waiting();
        if (event.reason() == SiloEvent.SetAsideReason.SEQUENCE_CONFLICT) {
            if (waiting != null) {
                state.counter(
                        state.counter()
                                .with(
                                        waiting.reported(
                                                event.sequence(), Sample.ms(event.sampledAt()))));
            }
            return;
        }
        state.filter().setAside().stream()
                .filter(one -> state.sequenceAt(one.sequence()) == event.sequence())
                .findFirst()
                .ifPresent(one -> state.filter().reportedSetAside(one.sequence()));
    }
}
