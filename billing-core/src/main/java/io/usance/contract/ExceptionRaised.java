package io.usance.contract;

import io.usance.quantity.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a meter has metered of a period is not to be trusted until a person has looked. While it is
 * open nothing of the period is commanded, if the contract says so; charging goes on.
 *
 * @param exceptionNo of the contract, from 1, without gaps
 * @param meterId the meter whose quantity it is about
 * @param kind why, as the meter names it, for example {@code UNUSUAL_FALL}; {@link
 *     #MORE_EXCEPTIONS} for those that are not listed any more
 * @param from when what is doubtful began
 * @param until when it ended
 * @param quantity how much it is, by the kind; may be negative
 * @param expected what it is held against; zero where there is nothing
 * @param evidenceNo of the meter's event it follows from, in the meter's stream from 0; raising is
 *     idempotent by it
 * @param at when the meter's event was recorded; null if unknown
 */
public record ExceptionRaised(
        String contractId,
        long exceptionNo,
        String meterId,
        String periodId,
        String kind,
        Instant from,
        Instant until,
        Quantity quantity,
        Quantity expected,
        long evidenceNo,
        @Nullable Instant at)
        implements ContractEvent {

    /** So many are open in the contract that one stands for all others of its period. */
    public static final String MORE_EXCEPTIONS = "MORE_EXCEPTIONS";
}
