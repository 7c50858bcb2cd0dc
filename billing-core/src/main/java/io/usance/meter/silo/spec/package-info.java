/**
 * What a silo is and which sensor watches it, as it is registered: plain values that the filter and
 * the metering above it are both built on.
 */
@org.jspecify.annotations.NullMarked
package io.usance.meter.silo.spec;
