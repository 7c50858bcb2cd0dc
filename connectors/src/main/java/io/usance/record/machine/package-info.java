/**
 * Machines at the edge: records of {@code usance.machine-readings} into readings, and the schemas
 * of records and events. What a machine is stands in {@code io.usance.meter.machine}.
 */
@org.jspecify.annotations.NullMarked
package io.usance.record.machine;
