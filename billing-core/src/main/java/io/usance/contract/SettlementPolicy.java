package io.usance.contract;

import io.usance.money.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When money is commanded for what was charged. Whatever it says, the rest of a period is settled
 * when the period closes, and what changes in a closed period at once.
 *
 * @param everyHours of {@link When#INTERVAL}, 1 to {@link #EVERY_HOURS_MAX}; null otherwise
 * @param amount of {@link When#THRESHOLD}, major currency units, above zero; null otherwise
 */
public record SettlementPolicy(
        When when, @Nullable Integer everyHours, @Nullable BigDecimal amount) {

    /** Longest interval between settlements: a year. */
    public static final int EVERY_HOURS_MAX = 366 * 24;

    /** With each metered step. */
    public static final SettlementPolicy EACH_STEP =
            new SettlementPolicy(When.EACH_STEP, null, null);

    /** When what was charged is settled. */
    public enum When {
        /** With every charge. */
        EACH_STEP,
        /** When the oldest charge not settled is this old. */
        INTERVAL,
        /** When this much has come together. */
        THRESHOLD,
        /** When the period closes. */
        AT_CLOSE
    }

    public SettlementPolicy {
        if ((when == When.INTERVAL) != (everyHours != null)) {
            throw new IllegalArgumentException(
                    "everyHours must be there for INTERVAL, and only for it");
        }
        if (everyHours != null && (everyHours < 1 || everyHours > EVERY_HOURS_MAX)) {
            throw new IllegalArgumentException(
                    "everyHours is " + everyHours + ", not within 1 to " + EVERY_HOURS_MAX);
        }
        if ((when == When.THRESHOLD) != (amount != null)) {
            throw new IllegalArgumentException(
                    "amount must be there for THRESHOLD, and only for it");
        }
        if (amount != null && amount.signum() <= 0) {
            throw new IllegalArgumentException("amount is " + amount + ", not above 0");
        }
    }

    /**
     * Whether an open period is to be settled.
     *
     * @param pending charged and not settled
     * @param since when the oldest of it was charged; null if unknown
     */
    public boolean isDue(Money pending, @Nullable Instant since, @Nullable Instant now) {
        return switch (when) {
            case EACH_STEP -> true;
            case AT_CLOSE -> false;
            case THRESHOLD -> pending.major().abs().compareTo(required(amount)) >= 0;
            case INTERVAL ->
                    since != null
                            && now != null
                            && !since.plus(Duration.ofHours(required(everyHours))).isAfter(now);
        };
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("a settlement policy lacks its value");
        }
        return value;
    }
}
