/**
 * Simulated silos with a known truth: what was really drawn, and what a plant's sensor, gateway and
 * suppliers made of it. Deterministic from a seed, so that every figure that rests on it can be
 * reproduced.
 */
@org.jspecify.annotations.NullMarked
package io.usance.simulation;
