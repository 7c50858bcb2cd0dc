/** A simulated year of twenty contracts, and what finance makes of it. */
@org.jspecify.annotations.NullMarked
package io.usance.year;
