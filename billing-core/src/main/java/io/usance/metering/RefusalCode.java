package io.usance.metering;

/** Why a record was not taken. A kind of meter implements it with an enum. */
public interface RefusalCode {
    /** Stable name; the record goes to quarantine under it. */
    String name();
}
