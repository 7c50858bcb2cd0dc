package io.usance.meter.silo;

import io.usance.metering.RefusalCode;

/** Why a reading or a delivery was not taken; the record goes to quarantine under this name. */
public enum RefusalReason implements RefusalCode {
    UNKNOWN_SILO,
    NO_CONTRACT,
    /** Not the silo's sensor, or not at the time at which the reading was sampled. */
    UNKNOWN_SENSOR,
    /** Kind or unit do not fit the silo and no density is given to convert. */
    UNIT_MISMATCH,
    /** A distance, level or percentage of a sensor for which no calibration was in force. */
    UNKNOWN_CALIBRATION,
    /** No density was in force when it was sampled. */
    NO_DENSITY,
    /**
     * The silo's volumes are reduced to 15 °C, or its distances are by sound, and the reading has
     * no temperature.
     */
    NO_TEMPERATURE,
    /**
     * Below zero or above the silo's capacity, or outside the vessel or its strapping table, by
     * more than the tolerance; or at a temperature that the reduction is not known for.
     */
    OUT_OF_RANGE,
    /** The same value for longer than the sensor can plausibly repeat it. */
    STUCK_SENSOR,
    /** Sampled later than it was received by the service's clock, by more than the tolerance. */
    FUTURE_TIME,
    /** The sensor has a counter, but the reading has no sequence. */
    NO_SEQUENCE,
    /** A counterless sensor gave another value for a time it has given one for. */
    TIME_CONFLICT,
    /**
     * The sequence lies in a gap so old that it was given up; its identity can no longer be
     * checked. Of a counterless sensor: the time is.
     */
    SEQUENCE_TOO_OLD,
    /** The sequence is so far ahead that the device's counter cannot have got there. */
    SEQUENCE_JUMP,
    /** The counter began again, and the level did not go on: the device may be another one. */
    SEQUENCE_RESET,
    /** Another value than is known for this sequence, and no other run of the counter. */
    SEQUENCE_CONFLICT,
    DUPLICATE_DELIVERY_NOTE,
    /** A correction of a delivery note that is not recorded. */
    UNKNOWN_DELIVERY_NOTE,
    /** A correction of a note of an earlier contract, or of one too long ago. */
    DELIVERY_NOTE_TOO_OLD,
    /** A correction of a note that was declared void. */
    DELIVERY_NOTE_VOIDED,
    /** Something else was entered under this id. */
    ENTRY_CONFLICT,
    /** It happened before the silo was metered under its contract. */
    BEFORE_METERING,
    /** A stock-take of a time at which what the level showed is not known, or not any more. */
    LEVEL_NOT_KNOWN,
    /** More of what a person entered waits to be booked than the silo keeps. */
    TOO_MANY_ENTRIES,
    /** The silo keeps no more open delivery notes than its limit. */
    TOO_MANY_OPEN_NOTES,
    /** Readings of the present sensor from after the stated change have been taken already. */
    SENSOR_CHANGE_TOO_LATE,
    /** Earlier changes of the sensor are not booked yet. */
    TOO_MANY_SENSOR_CHANGES,
    /** The contract cannot end then, or is not the silo's. */
    CONTRACT_END_REFUSED
}
