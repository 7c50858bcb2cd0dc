package io.usance.metering;

/**
 * Something recorded that does not follow from what was recorded before it.
 *
 * @param index of the event in the list that was checked, from 0; its length if something is
 *     missing at the end
 * @param reason what is recorded and what follows instead, in one line
 */
public record Discrepancy(int index, String reason) {}
