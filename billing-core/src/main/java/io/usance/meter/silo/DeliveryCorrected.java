package io.usance.meter.silo;

/**
 * A person put a delivery note right; what has to be counted again follows.
 *
 * @param was what it said before
 * @param note what it says from now on
 */
public record DeliveryCorrected(
        String siloId, String contractId, DeliveryNote was, DeliveryNote note, Entered entered)
        implements SiloEvent, SiloEntry {}
