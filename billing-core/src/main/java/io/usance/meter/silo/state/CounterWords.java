package io.usance.meter.silo.state;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.filter.Sample;
import io.usance.quantity.Quantity;
import java.time.Instant;

/** Why a sequence is refused, with what can be done about it. */
final class CounterWords {

    private static final String TIME = "register the sensor with sequencing TIME";

    private CounterWords() {}

    static String conflict(SiloState state, Reading reading) {
        return "sequence "
                + reading.sequence()
                + " sampled "
                + reading.sampledAt()
                + " has the value "
                + reading.value().toPlainString()
                + " "
                + reading.unit().code()
                + ", but another one is recorded for it"
                + known(state, reading)
                + "; two devices may send under one id. If its counter does not tell readings"
                + " apart, "
                + TIME;
    }

    private static String known(SiloState state, Reading reading) {
        for (Sample sample : state.filter().newestSamples().reversed()) {
            if (state.sequenceAt(sample.sequence()) == reading.sequence()) {
                return ", sampled " + Instant.ofEpochMilli(sample.atMs());
            }
        }
        return "";
    }

    static String tooOld(SiloState state, Reading reading) {
        return "sequence "
                + reading.sequence()
                + " sampled "
                + reading.sampledAt()
                + (reading.epoch() == null ? "" : " in epoch " + reading.epoch())
                + " is below "
                + state.sequenceAt(Math.max(state.seen().floor(), state.counter().base()))
                + ", from where duplicates are known, or of a run of the counter that is not";
    }

    static String jump(SiloState state, Reading reading) {
        return "sequence "
                + reading.sequence()
                + " when about "
                + expected(state)
                + " was expected; if the device was replaced, announce that";
    }

    static String beyondModulus(SiloState state, Reading reading) {
        return "sequence "
                + reading.sequence()
                + " of a counter that begins again at counterModulus "
                + state.modulus()
                + "; correct counterModulus, or leave it out";
    }

    /** The counter begins again, but the level does not go on. */
    static String reset(SiloState state, Reading reading) {
        Sample last = state.filter().newestSamples().getLast();
        return "sequence "
                + reading.sequence()
                + " sampled "
                + reading.sampledAt()
                + ", after "
                + (expected(state) - 1)
                + " had been reached by "
                + Instant.ofEpochMilli(state.filter().clockMs())
                + ", and the level did not go on: it was "
                + quantity(state, last.milli())
                + " and is "
                + reading.value().toPlainString()
                + " "
                + reading.unit().code()
                + ". If the device was replaced or reset, announce that (usance silo"
                + " change-sensor) and send the readings again; if its counter wraps, declare"
                + " counterModulus; if it begins again too often to put readings in order, "
                + TIME;
    }

    private static String quantity(SiloState state, long milli) {
        return new Quantity(milli, state.spec().dimension()).toString();
    }

    private static long expected(SiloState state) {
        return state.sequenceAt(state.filter().nextSequence());
    }
}
