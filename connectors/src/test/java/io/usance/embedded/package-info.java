/** The parts that run beside the engine, and the ones that all tests of a JVM share. */
@org.jspecify.annotations.NullMarked
package io.usance.embedded;
