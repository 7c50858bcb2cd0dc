package io.usance.books;

import io.usance.money.Money;

/**
 * One side of an entry.
 *
 * @param account as in the chart of accounts
 * @param amount positive for a debit, negative for a credit
 */
public record Posting(String account, Money amount) {}
