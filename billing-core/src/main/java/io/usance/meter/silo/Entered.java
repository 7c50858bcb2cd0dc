package io.usance.meter.silo;

import io.usance.failure.Checks;
import java.time.Instant;

/**
 * Who entered something, why and when.
 *
 * @param id of what was entered, chosen by who enters it, unique per silo: the same again changes
 *     nothing, something else under it is refused
 * @param by the person, for people
 * @param reason for people, at most {@link #REASON_CHARS_MAX} characters
 * @param at when it was entered; never later than the engine's clock
 * @param ofRecord true if it came as a record of a topic, and is counted among those that were
 *     recorded
 */
public record Entered(String id, String by, String reason, Instant at, boolean ofRecord) {

    /** Longest reason, in characters. */
    public static final int REASON_CHARS_MAX = 1_000;

    public Entered {
        Checks checks = new Checks("entered");
        checks.isId(id, "id")
                .isId(by, "by")
                .isSet(reason, "reason")
                .isSet(at, "at")
                .that(reason == null || !reason.isBlank(), "reason", "blank; write why, for people")
                .that(
                        reason == null || reason.length() <= REASON_CHARS_MAX,
                        "reason",
                        "longer than %d characters; shorten it".formatted(REASON_CHARS_MAX))
                .that(
                        reason == null || Checks.isPlain(reason),
                        "reason",
                        "has a control character; write one line without")
                .require();
    }

    /** What a person enters through the engine. */
    public Entered(String id, String by, String reason, Instant at) {
        this(id, by, reason, at, false);
    }

    /** The same, entered now at the latest. */
    public Entered asOf(Instant now) {
        return at.isAfter(now) ? new Entered(id, by, reason, now, ofRecord) : this;
    }
}
