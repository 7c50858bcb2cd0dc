/**
 * How a contract decides: commands to events, events to a state, and the same sum from events
 * alone.
 */
@org.jspecify.annotations.NullMarked
package io.usance.contract.state;
