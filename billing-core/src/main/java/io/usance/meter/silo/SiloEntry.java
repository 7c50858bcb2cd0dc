package io.usance.meter.silo;

/** What a person entered of a silo. */
public interface SiloEntry {

    /** Whose entry it is. */
    String siloId();

    /** The contract the silo was under. */
    String contractId();

    /** Who entered it, why and when. */
    Entered entered();
}
