/**
 * The supply contract: who owes whom at which price, and what has been charged and commanded so
 * far.
 */
@org.jspecify.annotations.NullMarked
package io.usance.contract;
