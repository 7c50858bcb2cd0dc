package io.usance.meter.silo.state;

import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloCommand.ReplaceSensor;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.SensorChangeKind;
import io.usance.meter.silo.SiloEvent.SensorChanged;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.spec.SensorAccuracy;
import io.usance.meter.silo.spec.SensorSpec;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.metering.Decision;
import io.usance.metering.Decision.Refusal;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides the announcement of another sensor, calibration or counter. */
final class SensorReplacing {

    private SensorReplacing() {}

    /** A repeated command leads to nothing. */
    static Decision<SiloEvent> decide(SiloState state, ReplaceSensor command) {
        SiloSpec spec = state.registered();
        if (spec == null) {
            return Refusals.unknownSilo();
        }
        Segments segments = state.segments();
        SensorChange next = segments.next();
        long fromMs = Sample.ms(command.from());
        boolean known =
                next == null
                        ? segments.changedMs() == fromMs
                                && state.spec().sensor().equals(command.sensor())
                        : next.isSame(command.sensor(), fromMs);
        if (known) {
            return Decision.of(List.of());
        }
        Refusal refusal = refusal(state, command, fromMs);
        if (refusal != null) {
            return new Decision<>(List.of(), List.of(refusal), 0, 0);
        }
        return Decision.of(
                List.of(
                        new SensorChanged(
                                command.siloId(),
                                segments.changeNo() + 1,
                                command.kind(),
                                command.sensor(),
                                Instant.ofEpochMilli(fromMs),
                                command.reason(),
                                command.adjustment(),
                                command.at())));
    }

    private static @Nullable Refusal refusal(SiloState state, ReplaceSensor command, long fromMs) {
        Dimension dimension = state.spec().dimension();
        Quantity stated = command.adjustment();
        if (isOther(command.sensor().noise(), dimension)
                || isOther(command.sensor().resolution(), dimension)
                || isOther(stated, dimension)) {
            return Refusals.refused(
                    RefusalReason.UNIT_MISMATCH,
                    "noise, resolution and adjustment are in "
                            + dimension.baseUnitCode()
                            + " in this silo; state them so");
        }
        SensorAccuracy accuracy = command.sensor().accuracy();
        if (accuracy != null && isOther(accuracy.quantity(), dimension)) {
            return Refusals.refused(
                    RefusalReason.UNIT_MISMATCH,
                    "the accuracy is "
                            + accuracy.quantity()
                            + " in a silo in "
                            + dimension.baseUnitCode()
                            + "; state it so, or as percentOfSpan");
        }
        SensorSpec present = state.spec().sensor();
        boolean otherDevice =
                !command.sensor().sensorId().equals(present.sensorId())
                        || command.sensor().hasCounter() != present.hasCounter();
        if (otherDevice && command.kind() == SensorChangeKind.RECALIBRATED) {
            return Refusals.refused(
                    RefusalReason.UNKNOWN_SENSOR,
                    command.sensor()
                            + " cannot be a recalibration of "
                            + present
                            + "; say that it is replaced");
        }
        long latestMs = state.filter().latestMs();
        if (fromMs <= latestMs) {
            return Refusals.refused(
                    RefusalReason.SENSOR_CHANGE_TOO_LATE,
                    "the sensor changes at "
                            + command.from()
                            + ", but readings until "
                            + Instant.ofEpochMilli(latestMs)
                            + " are metered already; state a later instant, and the adjustment if"
                            + " the level has jumped before it");
        }
        if (state.assigned() != null
                && state.unbooked().waiting().size() >= Unbooked.CHANGES_WAITING_MAX) {
            return Refusals.refused(
                    RefusalReason.TOO_MANY_SENSOR_CHANGES,
                    Unbooked.CHANGES_WAITING_MAX
                            + " changes wait for period "
                            + state.contract().period().id()
                            + " to be closed; close it, then send this again");
        }
        return null;
    }

    private static boolean isOther(@Nullable Quantity quantity, Dimension dimension) {
        return quantity != null && quantity.dimension() != dimension;
    }
}
