/** Metering one machine from files, as its package does a silo. */
@org.jspecify.annotations.NullMarked
package io.usance.offline.machine;
