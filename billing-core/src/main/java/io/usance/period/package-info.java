/** Billing periods: half-open intervals of local dates in a contract's time zone. */
@org.jspecify.annotations.NullMarked
package io.usance.period;
