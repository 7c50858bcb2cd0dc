package io.usance.metering;

import io.usance.quantity.Quantity;

/**
 * What was metered, without evidence: as it is found again in what was charged for it.
 *
 * @param quantity this instalment
 */
public record MeteredQuantity(
        String meterId,
        String contractId,
        String periodId,
        long meteredNo,
        MeteredKind kind,
        String quantityName,
        Quantity quantity)
        implements Metered {

    /** Not known from what was charged; the instalment stands for it. */
    @Override
    public Quantity periodTotal() {
        return quantity;
    }
}
