/**
 * Where the engine takes part in transactions that are not its own: the port to a host's
 * transactions, and the adapter for plain JDBC.
 */
@org.jspecify.annotations.NullMarked
package io.usance.host;
