package io.usance.record;

import org.jspecify.annotations.Nullable;

/**
 * A record as it arrives, without the client that delivers it. Its arrays are not copied and not
 * changed.
 *
 * @param key null if the record has none
 * @param value null if the record has none
 * @param timestampMs when it arrived, milliseconds since 1970 UTC; not later than the service's
 *     clock says
 */
public record InboundRecord(
        byte @Nullable [] key, byte @Nullable [] value, Headers headers, long timestampMs) {}
