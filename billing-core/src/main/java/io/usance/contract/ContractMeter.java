package io.usance.contract;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A meter of a contract, and while it is under it.
 *
 * @param from what it meters counts from here; null means from when the contract's metering begins
 * @param until end of its last billing period, exclusive; null while no end is agreed
 */
public record ContractMeter(String meterId, @Nullable Instant from, @Nullable Instant until) {

    /** A meter that is under the contract as long as the contract runs. */
    public static ContractMeter always(String meterId) {
        return new ContractMeter(meterId, null, null);
    }

    boolean isAlways() {
        return from == null && until == null;
    }
}
