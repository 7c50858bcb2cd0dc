package io.usance.metering;

import io.usance.quantity.Quantities;

/** Names of metered quantities. */
public final class QuantityNames {
    /** Of the quantity of a meter that has no other. It is left out of stored forms. */
    public static final String ONLY = Quantities.ONLY;

    private QuantityNames() {}
}
