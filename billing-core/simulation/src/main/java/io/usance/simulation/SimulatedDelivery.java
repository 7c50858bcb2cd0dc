package io.usance.simulation;

import io.usance.meter.silo.DeliveryNote;
import java.time.Instant;

/**
 * A delivery note as it is sent.
 *
 * @param arrivalAt when it arrives: hours before the truck or up to a day after it
 * @param siloId the silo
 * @param note the note
 */
public record SimulatedDelivery(Instant arrivalAt, String siloId, DeliveryNote note) {}
