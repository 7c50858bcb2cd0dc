/**
 * What every meter has in common: which facts it reports to contracts, and what a kind of meter is.
 */
@org.jspecify.annotations.NullMarked
package io.usance.metering;
