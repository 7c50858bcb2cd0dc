/** Months of silos as they really are, with the truth beside the bill. */
@org.jspecify.annotations.NullMarked
package io.usance.meter.silo.stress;
