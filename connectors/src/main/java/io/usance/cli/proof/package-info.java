/**
 * {@code usance receipts}, {@code verify}, {@code disclose} and {@code log}: evidence and its
 * check.
 */
@org.jspecify.annotations.NullMarked
package io.usance.cli.proof;
