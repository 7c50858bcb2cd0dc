package io.usance.offline.exception;

import io.usance.meter.silo.SiloEvent.MeteringDoubted;
import io.usance.offline.exception.MeterException.Kind;
import io.usance.record.silo.DoubtWords;
import java.util.Optional;

/** What metering itself doubts, as exceptions of a metered period. */
public final class Doubts {

    private Doubts() {}

    /**
     * Empty for what is looked at once for all kinds of silos: the balance itself, and its notes.
     *
     * @param event its times as in the file
     */
    public static Optional<MeterException> of(MeteringDoubted event) {
        return switch (event.doubt()) {
            case UNUSUAL_FALL -> exception(Kind.UNUSUAL_FALL, event);
            case FALL_CAME_BACK -> exception(Kind.FALL_CAME_BACK, event);
            case HIDDEN_DRAW -> exception(Kind.HIDDEN_DRAW, event);
            case SATURATED -> exception(Kind.SATURATED, event);
            case NOTE_CONTRADICTED, NEGATIVE_BALANCE, IMPOSSIBLE_STOCK, LARGE_UNCERTAINTY ->
                    Optional.empty();
            case DRAWN_BEYOND_BALANCE -> exception(Kind.DRAWN_BEYOND_BALANCE, event);
            case BALANCE_BEYOND_DRAWN -> exception(Kind.BALANCE_BEYOND_DRAWN, event);
            case DELIVERY_NOT_NOTED -> exception(Kind.DELIVERY_NOT_NOTED, event);
        };
    }

    private static Optional<MeterException> exception(Kind kind, MeteringDoubted event) {
        return Optional.of(
                new MeterException(
                        kind,
                        event.from(),
                        DoubtWords.of(event),
                        DoubtWords.action(event.doubt())));
    }
}
