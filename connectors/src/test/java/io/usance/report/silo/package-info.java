/** Silos in a report. */
@org.jspecify.annotations.NullMarked
package io.usance.report.silo;
