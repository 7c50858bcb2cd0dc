/**
 * The customer's books: {@link io.usance.books.Journal} turns events into double entries, each
 * balanced by construction, and {@link io.usance.books.JournalFormat} writes them for other
 * people's programs.
 *
 * <p>What is drawn is an expense and accrued at once; what is commanded moves from accrued to
 * payable; what is recorded as paid moves from payable to clearing; what moves in escrow comes out
 * of escrow into clearing, and what a bank books comes out of its account into clearing. So accrued
 * is what no settlement was commanded for yet, payable is what is owed, and clearing is paid money
 * that no payment note, or no move, explains yet.
 */
@org.jspecify.annotations.NullMarked
package io.usance.books;
