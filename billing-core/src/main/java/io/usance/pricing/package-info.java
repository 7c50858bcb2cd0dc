/**
 * What a quantity costs: tariffs and their rating, as pure functions with a trace of every line.
 */
@org.jspecify.annotations.NullMarked
package io.usance.pricing;
