/**
 * The demonstration: a plant with a known truth, billed by the production code on a broker, a
 * database and a chain that start with it.
 */
@org.jspecify.annotations.NullMarked
package io.usance.demo;
