package io.usance.meter.machine;

import io.usance.metering.RefusalCode;

/** Why a reading or an announcement was not taken; the record is quarantined under this name. */
public enum MachineRefusal implements RefusalCode {
    UNKNOWN_MACHINE,
    NO_CONTRACT,
    /** Not the device that reads the machine, or not at the time of sampling. */
    UNKNOWN_DEVICE,
    /** The sequence lies in a gap so old that it was given up, or is negative. */
    SEQUENCE_TOO_OLD,
    /** The sequence is so far ahead that the device cannot have got there. */
    SEQUENCE_JUMP,
    /** The sequence or epoch is behind although the device's time is ahead. */
    SEQUENCE_RESET,
    UNKNOWN_REGISTER,
    /** Beyond the register's width, or with more decimals than it shows. */
    OUT_OF_RANGE,
    /** The state is missing although hours are metered by it, or is none of those declared. */
    STATE_UNKNOWN,
    /** It is not said whether parts are good or bad. */
    QUALITY_UNKNOWN,
    /** Sampled later than it was received, by more than the tolerance. */
    FUTURE_TIME,
    /** Below the value before it, and not by a rollover. */
    COUNTER_BACKWARDS,
    /** Further than the machine can have got. */
    COUNTER_JUMP,
    /** An hour counter has gone on by more hours than have passed. */
    HOURS_BEYOND_INTERVAL,
    /** A counter or device cannot be exchanged then, or so often. */
    EXCHANGE_REFUSED,
    /** The contract cannot end then, or is not the machine's. */
    CONTRACT_END_REFUSED
}
