package io.usance.metering;

import io.usance.quantity.Quantity;
import java.time.Instant;

/**
 * What a meter has metered of a period, or will, is not to be trusted until a person has looked. A
 * contract makes an exception of it.
 *
 * <p>It comes before what it is about is charged, or together with the period's true-up at the
 * latest: before the period is closed.
 */
public interface MeterDoubted extends MeterEvent {

    /** The uncertainty is too large; a contract can agree on what is too much. */
    String LARGE_UNCERTAINTY = "LARGE_UNCERTAINTY";

    /** The balance of a period is negative beyond its uncertainty. */
    String NEGATIVE_BALANCE = "NEGATIVE_BALANCE";

    /** The contract it is metered for. */
    String contractId();

    /** The period that was open when it was noticed. */
    String periodId();

    /** Why, in a name of the kind of meter; stored, so it stays. */
    String doubtName();

    /** When what is doubtful began. */
    Instant from();

    /** When it ended. */
    Instant until();

    /** How much it is. */
    Quantity quantity();

    /** What it is held against; zero where there is nothing. */
    Quantity expected();
}
