/** What came in and could not be taken: kept whole, with its reason. */
@org.jspecify.annotations.NullMarked
package io.usance.intake;
