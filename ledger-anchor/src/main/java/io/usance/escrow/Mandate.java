package io.usance.escrow;

import java.time.Instant;

/**
 * What a payer allows the operator to move to one payee.
 *
 * @param capMinor most per period, in minor units, 1 to {@link Move#AMOUNT_MINOR_MAX}
 * @param periodHours length of a period, 1 to 65,535 hours; not a calendar month, for the chain
 *     knows no time zones
 * @param expiresAt end of the mandate, in whole seconds, exclusive; at most the year 2106
 */
public record Mandate(long capMinor, int periodHours, Instant expiresAt) {
    private static final int PERIOD_HOURS_MAX = 65_535;
    private static final long EPOCH_SECOND_MAX = (1L << 32) - 1;

    /** The latest end of a mandate. */
    public static final Instant NEVER = Instant.ofEpochSecond(EPOCH_SECOND_MAX);

    public Mandate {
        boolean fits =
                capMinor >= 1
                        && capMinor <= Move.AMOUNT_MINOR_MAX
                        && periodHours >= 1
                        && periodHours <= PERIOD_HOURS_MAX
                        && expiresAt.getNano() == 0
                        && expiresAt.getEpochSecond() > 0
                        && expiresAt.getEpochSecond() <= EPOCH_SECOND_MAX;
        if (!fits) {
            throw new IllegalArgumentException(
                    "a mandate is a cap of 1 to %d minor units per 1 to %d hours until a whole second"
                                    .formatted(Move.AMOUNT_MINOR_MAX, PERIOD_HOURS_MAX)
                            + " not after %s; given were %d per %d until %s"
                                    .formatted(NEVER, capMinor, periodHours, expiresAt));
        }
    }
}
