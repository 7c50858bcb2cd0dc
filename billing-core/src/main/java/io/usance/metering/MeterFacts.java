package io.usance.metering;

import io.usance.failure.Checks;
import io.usance.quantity.Quantity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the read models want of the two events that are most of a meter's log. A kind may read them
 * from the stored form without the rest of it; they are those of the decoded event.
 */
public final class MeterFacts {
    private MeterFacts() {}

    /**
     * Of {@link EvidenceRecorded}.
     *
     * @param records count
     * @param newestAt the latest time of sampling
     */
    public record Heard(String meterId, int records, Instant newestAt) {
        /** The facts of a decoded event. */
        public static Heard of(EvidenceRecorded event) {
            return new Heard(event.meterId(), event.records(), event.newestAt());
        }
    }

    /**
     * Of {@link Metered}.
     *
     * @param quantityName see {@link Metered#quantityName()}
     * @param quantity the instalment
     * @param correction it became known after the period was closed
     * @param bookedPeriodId the period whose balance contains it, if that is another; else null
     */
    public record Counted(
            String meterId,
            String contractId,
            String periodId,
            String quantityName,
            Quantity quantity,
            boolean correction,
            @Nullable String bookedPeriodId) {

        public Counted {
            Checks.given(meterId, "counted.meterId");
            Checks.given(contractId, "counted.contractId");
            Checks.given(periodId, "counted.periodId");
            Checks.given(quantityName, "counted.quantityName");
            Checks.given(quantity, "counted.quantity");
        }

        /** Booked in the period in which it was metered. */
        public Counted(
                String meterId,
                String contractId,
                String periodId,
                String quantityName,
                Quantity quantity) {
            this(meterId, contractId, periodId, quantityName, quantity, false, null);
        }

        /** The facts of a decoded event. */
        public static Counted of(Metered event) {
            return new Counted(
                    event.meterId(),
                    event.contractId(),
                    event.periodId(),
                    event.quantityName(),
                    event.quantity(),
                    event.kind() == MeteredKind.CORRECTION,
                    event.bookedPeriodId());
        }
    }
}
