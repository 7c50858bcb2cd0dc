package io.usance.contract;

import java.time.Instant;

/**
 * A person has ended an exception. With the last open one of a period what was held of it is
 * settled.
 *
 * @param exceptionNo of the contract
 * @param periodId the exception's
 * @param by the person, for people
 * @param why for people
 * @param at when it was decided
 */
public record ExceptionEnded(
        String contractId,
        long exceptionNo,
        String periodId,
        How how,
        String by,
        String why,
        Instant at)
        implements ContractEvent {

    /** What a person found. */
    public enum How {
        /** The figure stands. */
        ACCEPTED,
        /** Its cause has been mended: a note was sent or corrected, a stock adjusted. */
        RESOLVED
    }
}
