/**
 * What finance people do with what was settled: invoices issued, payments ordered, what the bank
 * and the ERP say came of them, and reports that two people sign. All of it is events; the four
 * books of {@link io.usance.finance.Finance} decide, in one transaction each.
 *
 * <p>Design note: the tables of open payments, bank entries and goods movements are written in the
 * transactions of their events, not by a projection, because the next decision rests on them: an
 * entry is booked once, an amount is ordered once.
 */
@org.jspecify.annotations.NullMarked
package io.usance.finance;
