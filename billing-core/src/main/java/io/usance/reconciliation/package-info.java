/** Read models over the log, and the identities that must hold between them. */
@org.jspecify.annotations.NullMarked
package io.usance.reconciliation;
