/**
 * Kafka in and out: records become readings and delivery notes or go to quarantine with a reason;
 * events and settlement commands leave with CloudEvents headers. The formats are fixed by the JSON
 * Schemas under {@code io/usance/record/schema/}.
 */
@org.jspecify.annotations.NullMarked
package io.usance.kafka;
