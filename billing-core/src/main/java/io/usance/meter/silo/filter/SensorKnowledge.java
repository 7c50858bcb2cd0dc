package io.usance.meter.silo.filter;

import io.usance.meter.silo.spec.Interned;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * By which noise and resolution a silo is metered: as they are given, or as they are learnt.
 *
 * @param tolerances what follows from them
 * @param learning null if both are given
 */
record SensorKnowledge(Tolerances tolerances, @Nullable SensorLearning learning) {

    /** Of a device that has shown nothing yet. */
    static SensorKnowledge start(SiloSpec spec) {
        return of(spec, spec.sensor().learns() ? SensorLearning.START : null);
    }

    static SensorKnowledge of(SiloSpec spec, @Nullable SensorLearning learning) {
        SensorEstimate learnt = learning == null ? null : learning.present();
        Tolerances tolerances = Interned.value(Tolerances.of(spec, learnt));
        SensorKnowledge known = new SensorKnowledge(tolerances, learning);
        return learning == null ? Interned.value(known) : known;
    }

    /** Of the same device with another specification: what was learnt stays known. */
    SensorKnowledge with(SiloSpec spec) {
        SensorSpec sensor = spec.sensor();
        return learning == null || !sensor.learns() ? start(spec) : of(spec, learning);
    }

    /** Takes the next reading in order. */
    SensorKnowledge next(Sample sample, SiloSpec spec) {
        if (learning == null) {
            return this;
        }
        SensorLearning next = learning.next(sample, spec);
        return Objects.equals(next.present(), learning.present())
                ? new SensorKnowledge(tolerances, next)
                : of(spec, next);
    }

    /** The same readings on another scale. */
    SensorKnowledge revalued(Revaluation to) {
        return learning == null ? this : new SensorKnowledge(tolerances, learning.revalued(to));
    }

    /** Noise or resolution is not known yet: nothing can be metered. */
    boolean isLearning() {
        return learning != null && learning.isLearning();
    }

    /** What was in force at an instant, for what the level could have shown then. */
    Tolerances at(long atMs, SiloSpec spec) {
        return learning != null && atMs < learning.learntMs() ? Tolerances.of(spec) : tolerances;
    }

    /** Null before it is learnt, or if both are given. */
    @Nullable SensorEstimate learnt() {
        return learning == null ? null : learning.present();
    }
}
