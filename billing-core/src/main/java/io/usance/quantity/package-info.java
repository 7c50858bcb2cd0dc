/**
 * Exact quantities of material and the units they are written in. No {@code double} enters here.
 */
@org.jspecify.annotations.NullMarked
package io.usance.quantity;
