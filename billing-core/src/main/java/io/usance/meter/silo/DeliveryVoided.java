package io.usance.meter.silo;

/**
 * A person declared that a delivery note is none.
 *
 * @param note what it said
 */
public record DeliveryVoided(String siloId, String contractId, DeliveryNote note, Entered entered)
        implements SiloEvent, SiloEntry {}
