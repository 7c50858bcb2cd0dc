package io.usance.record.silo;

import io.usance.meter.silo.Doubt;
import io.usance.meter.silo.SiloEvent.MeteringDoubted;
import io.usance.quantity.Quantity;

/** Says in words why a quantity is not to be trusted, and what to do about it. */
public final class DoubtWords {

    private DoubtWords() {}

    /** What was found, in one plain line. */
    public static String of(MeteringDoubted event) {
        return switch (event.doubt()) {
            case UNUSUAL_FALL ->
                    "the level fell by %s at once, where %s was the most before"
                            .formatted(event.quantity(), event.expected());
            case FALL_CAME_BACK ->
                    "the level fell by %s and came back by %s; nothing is metered of it"
                            .formatted(event.quantity(), event.to());
            case HIDDEN_DRAW ->
                    "%s came without a note, over hours in which an unknown quantity was drawn"
                            .formatted(event.quantity());
            case SATURATED ->
                    "the level went beyond what the sensor can show, and at least %s came without a note"
                            .formatted(event.quantity());
            case NOTE_CONTRADICTED ->
                    "a note says %s, the level shows %s"
                            .formatted(event.quantity(), event.expected());
            case DRAWN_BEYOND_BALANCE ->
                    "the level shows at least %s drawn, the stock balance %s"
                            .formatted(event.expected(), event.quantity());
            case BALANCE_BEYOND_DRAWN ->
                    "the stock balance says %s drawn, the level shows at most %s"
                            .formatted(event.quantity(), event.expected());
            case NEGATIVE_BALANCE ->
                    "the stock balance is %s; a delivery is probably unrecorded"
                            .formatted(event.quantity());
            case IMPOSSIBLE_STOCK ->
                    "the stock would be %s in a silo of %s"
                            .formatted(event.quantity(), event.expected());
            case LARGE_UNCERTAINTY ->
                    "the uncertainty is %s, above %s".formatted(event.quantity(), event.expected());
            case DELIVERY_NOT_NOTED ->
                    "the level rose by %s without a delivery note, and nothing is counted of it"
                            .formatted(event.quantity());
        };
    }

    /** What to do about it, in one plain line. */
    public static String action(Doubt doubt) {
        return switch (doubt) {
            case UNUSUAL_FALL ->
                    "find out whether so much was drawn; it is billed once hours have confirmed it";
            case FALL_CAME_BACK ->
                    "look at sensor and gateway; if it was drawn and filled up, send the note";
            case HIDDEN_DRAW -> "send the delivery note";
            case SATURATED -> "send the delivery note, and fill no higher than the sensor shows";
            case NOTE_CONTRADICTED -> "compare the weighbridge with the level";
            case DRAWN_BEYOND_BALANCE ->
                    "look for a delivery that is not counted and send its note";
            case BALANCE_BEYOND_DRAWN -> "look for a delivery note that says too much";
            case NEGATIVE_BALANCE -> "look for a delivery without a note and send it";
            case IMPOSSIBLE_STOCK ->
                    "compare capacity and calibration with the silo, and the notes with the level";
            case LARGE_UNCERTAINTY ->
                    "have the sensor read more often, and send all delivery notes";
            case DELIVERY_NOT_NOTED ->
                    "send the delivery note; it counts whenever it comes, in the period it is of";
        };
    }

    /** How much may be wrong by it; never negative. */
    public static Quantity atRisk(MeteringDoubted event) {
        return switch (event.doubt()) {
            case UNUSUAL_FALL,
                    FALL_CAME_BACK,
                    HIDDEN_DRAW,
                    SATURATED,
                    NEGATIVE_BALANCE,
                    LARGE_UNCERTAINTY,
                    DELIVERY_NOT_NOTED ->
                    size(event.quantity());
            case NOTE_CONTRADICTED, DRAWN_BEYOND_BALANCE, BALANCE_BEYOND_DRAWN ->
                    size(event.quantity().minus(event.expected()));
            case IMPOSSIBLE_STOCK ->
                    event.quantity().milli() < 0
                            ? size(event.quantity())
                            : event.quantity().minus(event.expected());
        };
    }

    private static Quantity size(Quantity quantity) {
        return new Quantity(Math.abs(quantity.milli()), quantity.dimension());
    }
}
