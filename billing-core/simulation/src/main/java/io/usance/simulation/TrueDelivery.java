package io.usance.simulation;

import io.usance.quantity.Quantity;
import java.time.Instant;

/**
 * A truck that really came.
 *
 * @param no from 1 in the order of time; the number at the end of its note's id
 * @param from when it began to fill
 * @param to when it was empty
 * @param quantity what it brought
 * @param noted false if its note never arrives
 */
public record TrueDelivery(int no, Instant from, Instant to, Quantity quantity, boolean noted) {}
