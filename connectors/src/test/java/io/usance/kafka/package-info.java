/**
 * Formats of the topics, checked against their schemas and tables of bad input; random bytes are in
 * {@code io.usance.fuzz}.
 */
@org.jspecify.annotations.NullMarked
package io.usance.kafka;
