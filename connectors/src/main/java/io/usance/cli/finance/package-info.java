/**
 * {@code usance reconcile}, {@code journal}, {@code report}, {@code invoice}, {@code payments} and
 * {@code erp}: what a finance department takes and gives.
 */
@org.jspecify.annotations.NullMarked
package io.usance.cli.finance;
