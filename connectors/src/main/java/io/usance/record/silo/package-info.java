/**
 * Silos at the edge: records of {@code usance.readings} and {@code usance.deliveries}, and the
 * schemas of what happens to silos.
 */
@org.jspecify.annotations.NullMarked
package io.usance.record.silo;
