/**
 * Receipts that explain themselves: a {@link io.usance.bundle.Bundle} holds all that one settlement
 * rests on, from the readings to the place on the chain, and {@link
 * io.usance.bundle.BundleVerifier} does the whole sum again from nothing but its bytes.
 *
 * <p>A bundle shows everything: it is for the two companies and their auditors. A receipt proves
 * the same settlement to others, and can hide quantity and prices.
 */
@org.jspecify.annotations.NullMarked
package io.usance.bundle;
