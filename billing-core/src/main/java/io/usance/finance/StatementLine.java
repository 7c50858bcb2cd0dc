package io.usance.finance;

import io.usance.money.Money;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One booked entry as a bank states it.
 *
 * @param reference the bank's, unique per account
 * @param endToEndId what the payment order called it; null if the bank names none
 * @param amount out of the account; negative if it came in
 * @param bookedOn the bank's booking date
 */
public record StatementLine(
        String reference, @Nullable String endToEndId, Money amount, LocalDate bookedOn) {}
