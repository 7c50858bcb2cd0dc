/** A kind of meter that the product does not know: what it takes to add one, and no more. */
@org.jspecify.annotations.NullMarked
package io.usance.washing;
