/**
 * The charging stage, which follows the log from metering to contracts, and the tables that it and
 * the netting stage keep.
 */
@org.jspecify.annotations.NullMarked
package io.usance.settlement.stage;
