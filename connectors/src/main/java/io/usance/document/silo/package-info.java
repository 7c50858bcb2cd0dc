/** Silos in the operator's file. */
@org.jspecify.annotations.NullMarked
package io.usance.document.silo;
