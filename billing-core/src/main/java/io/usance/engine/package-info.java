/**
 * The engine as a whole: {@link io.usance.engine.BillingEngine} wires the domain to the store and
 * is what an embedding application talks to.
 */
@org.jspecify.annotations.NullMarked
package io.usance.engine;
