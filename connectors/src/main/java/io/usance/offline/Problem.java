package io.usance.offline;

import io.usance.record.Decoding.Undecodable;

/**
 * Why a row was not taken.
 *
 * @param file {@link #READINGS} or {@link #DELIVERIES} of a silo; of a machine, the file's name
 * @param line of the file, from 1
 * @param reason name under which the service would quarantine it
 * @param detail one plain line
 */
public record Problem(String file, int line, String reason, String detail) {
    static final String READINGS = "readings";
    static final String DELIVERIES = "deliveries";

    /** A message on Kafka cannot have this reason. */
    static final String MALFORMED_ROW = "MALFORMED_ROW";

    /** Of an exchange, which is no message on Kafka either. */
    static final String EXCHANGE_NOT_USED = "EXCHANGE_NOT_USED";

    static Problem of(String file, int line, Undecodable<?> undecodable) {
        return new Problem(file, line, undecodable.reason().name(), undecodable.detail());
    }
}
