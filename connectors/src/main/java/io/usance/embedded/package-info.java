/**
 * Real parts that run beside the engine without being installed: a Kafka broker in this JVM and a
 * Postgres server as a child process. For the demo, for tests and for a first try; production uses
 * its own.
 *
 * <p>Each part has a blocking {@code start()}; start them from several threads to bring them up
 * side by side. Stopped parts start again on the same port with the same data.
 */
@org.jspecify.annotations.NullMarked
package io.usance.embedded;
