package io.usance.record;

import io.usance.failure.Checks;
import java.time.Duration;

/** Limits on what is taken from a record; what is beyond them goes to quarantine. */
public final class RecordLimits {

    /** A record is a few hundred bytes; more is a mistake or an attack. */
    public static final int RECORD_BYTES_MAX = 64 * 1024;

    /** Objects and arrays within each other, those of unknown fields included. */
    public static final int NESTING_MAX = 16;

    /** Characters of a string that is skipped or taken. */
    public static final int STRING_CHARS_MAX = 16 * 1024;

    /** Characters of a field name. */
    public static final int NAME_CHARS_MAX = 1024;

    /** Characters of a number, sign, point and exponent included. */
    public static final int NUMBER_CHARS_MAX = 64;

    /** Digits after the decimal point, the exponent applied. */
    public static final int FRACTION_DIGITS_MAX = 18;

    /** Digits before the decimal point, the exponent applied; more are not multiplied out. */
    static final int INTEGER_DIGITS_MAX = 20;

    /** Values in an object of them, such as the registers of a machine. */
    public static final int MEMBERS_MAX = 32;

    /** Characters of an identifier. */
    public static final int IDENTIFIER_CHARS_MAX = Checks.ID_CHARS_MAX;

    /** Characters of a time. */
    static final int TIME_CHARS_MAX = 40;

    /** First year a time may be in. */
    public static final int YEAR_MIN = 2000;

    /** Last year a time may be in. */
    public static final int YEAR_MAX = 2100;

    /** Clocks of devices and brokers differ by this much at most; as in metering. */
    public static final Duration AHEAD_MAX = Duration.ofMinutes(10);

    /** Characters of a refusal's detail. */
    public static final int DETAIL_CHARS_MAX = 300;

    private RecordLimits() {}
}
