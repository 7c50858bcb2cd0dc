package io.usance.record;

import io.usance.metering.RefusalCode;

/** Why a record cannot be read; it goes to quarantine under this name. */
public enum DecodeReason implements RefusalCode {
    /** No bytes, or nothing but white space. */
    EMPTY_RECORD,
    /** More bytes than {@link RecordLimits#RECORD_BYTES_MAX}. */
    TOO_LARGE,
    /** Not one JSON object in UTF-8, a known field given twice, or beyond a limit of the parser. */
    MALFORMED_JSON,
    WRONG_TYPE,
    /** A required field is absent or null. */
    MISSING_FIELD,
    /** The number is an empty or blank text. */
    BLANK_VALUE,
    UNPARSABLE_NUMBER,
    /** A number, but beyond any meter or more precise than any sensor. */
    ABSURD_NUMBER,
    /** Not a UCUM code we know, or one of another dimension than is measured. */
    UNKNOWN_UNIT,
    UNKNOWN_KIND,
    /** Not an ISO 8601 instant with an offset, or outside the years 2000 to 2100. */
    BAD_TIME,
    /** The device says that its clock was not set. */
    CLOCK_NOT_SYNCHRONISED,
    /** The device says that something other than OK was the case. */
    BAD_STATUS,
    /** Empty, blank, too long, or with control characters. */
    BAD_IDENTIFIER,
    /** The record's key names another meter than its content. */
    KEY_MISMATCH,
    /** CloudEvents attributes that are not those of this topic. */
    UNKNOWN_EVENT_TYPE,
    /** A delivery that brings nothing or takes away. */
    NEGATIVE_QUANTITY,
    /**
     * Sampled later than the record arrived by the service's clock, by more than {@link
     * RecordLimits#AHEAD_MAX}.
     */
    FUTURE_TIME
}
