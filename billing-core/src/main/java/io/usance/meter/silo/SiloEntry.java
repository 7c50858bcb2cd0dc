package io.usance.meter.silo;

/** What a person entered of a silo. */
public sealed interface SiloEntry permits DeliveryCorrected, DeliveryVoided, StockEntered {

    /** Whose entry it is. */
    String siloId();

    /** The contract the silo was under. */
    String contractId();

    /** Who entered it, why and when. */
    Entered entered();
}
