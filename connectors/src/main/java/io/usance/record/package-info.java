/**
 * Formats of records, without Kafka: bytes to a value or a refusal with its reason, and back. JSON
 * Schemas fix them.
 */
@org.jspecify.annotations.NullMarked
package io.usance.record;
