package io.usance.metering;

import io.usance.period.BillingCalendar;
import java.time.Instant;
import java.util.List;

/** What can be asked of a silo. Time arrives in the command; nothing here reads a clock. */
public sealed interface SiloCommand {

    String siloId();

    /** Makes a silo known. Refused if it is known already with another specification. */
    record RegisterSilo(SiloSpec spec, Instant at) implements SiloCommand {
        @Override
        public String siloId() {
            return spec.siloId();
        }
    }

    /**
     * Puts the silo under a supply contract. Readings and deliveries before that are refused.
     *
     * @param meteringFrom consumption counts from here; the opening stock is the stock at this
     *     instant
     */
    record AssignContract(
            String siloId,
            String contractId,
            BillingCalendar calendar,
            Instant meteringFrom,
            Instant at)
            implements SiloCommand {}

    /** Readings of one silo in the order they arrived. */
    record RecordReadings(String siloId, List<Reading> readings, Instant receivedAt)
            implements SiloCommand {}

    /** A delivery note. */
    record RecordDelivery(String siloId, DeliveryNote note, Instant receivedAt)
            implements SiloCommand {}

    /**
     * Closes the open period with what is known, for a silo whose sensor has fallen silent. A silo
     * that keeps reporting closes its periods by itself.
     *
     * @param periodId the open period, as {@code BillingPeriod.id()}; anything else is ignored
     *     (already closed)
     */
    record ClosePeriod(String siloId, String periodId, Instant at) implements SiloCommand {}
}
