/** Machines: from registers and states to named quantities. */
@org.jspecify.annotations.NullMarked
package io.usance.meter.machine;
