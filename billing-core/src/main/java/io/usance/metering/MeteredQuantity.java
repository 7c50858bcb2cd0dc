package io.usance.metering;

import io.usance.quantity.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was metered, without evidence: as it is found again in what was charged for it.
 *
 * @param quantity this instalment
 * @param during when it happened; null if no more is known than the period
 * @param bookedPeriodId as in {@link Metered#bookedPeriodId()}
 */
public record MeteredQuantity(
        String meterId,
        String contractId,
        String periodId,
        long meteredNo,
        MeteredKind kind,
        String quantityName,
        Quantity quantity,
        @Nullable Interval during,
        @Nullable String bookedPeriodId)
        implements Metered {

    /** Booked in the period in which it was drawn. */
    public MeteredQuantity(
            String meterId,
            String contractId,
            String periodId,
            long meteredNo,
            MeteredKind kind,
            String quantityName,
            Quantity quantity,
            @Nullable Interval during) {
        this(meterId, contractId, periodId, meteredNo, kind, quantityName, quantity, during, null);
    }

    /** Of which no more is known than the period. */
    public MeteredQuantity(
            String meterId,
            String contractId,
            String periodId,
            long meteredNo,
            MeteredKind kind,
            String quantityName,
            Quantity quantity) {
        this(meterId, contractId, periodId, meteredNo, kind, quantityName, quantity, null);
    }

    @Override
    public @Nullable Instant from() {
        return during == null ? null : during.from();
    }

    @Override
    public @Nullable Instant until() {
        return during == null ? null : during.until();
    }

    /** Not known from what was charged; the instalment stands for it. */
    @Override
    public Quantity periodTotal() {
        return quantity;
    }
}
