package io.usance.contract;

/**
 * One side of a contract.
 *
 * @param partyId stable identifier
 * @param name for people
 * @param account where money moves from or to; opaque here
 */
public record Party(String partyId, String name, String account) {}
