/**
 * From consumption to commanded money: the charging stage that follows the log from metering to
 * contracts, and the batches settlements are anchored in.
 */
@org.jspecify.annotations.NullMarked
package io.usance.settlement;
