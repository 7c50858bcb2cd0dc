/**
 * Kafka in and out: records become commands to meters or go to quarantine with a reason; events and
 * settlement commands leave with CloudEvents headers. The formats are fixed by the JSON Schemas of
 * {@code io.usance.record}.
 */
@org.jspecify.annotations.NullMarked
package io.usance.kafka;
