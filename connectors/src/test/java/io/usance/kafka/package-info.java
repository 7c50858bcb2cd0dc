/** Formats of the topics, checked against their schemas, tables of bad input, and random bytes. */
@org.jspecify.annotations.NullMarked
package io.usance.kafka;
