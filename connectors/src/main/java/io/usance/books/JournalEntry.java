package io.usance.books;

import io.usance.money.Money;
import java.time.LocalDate;
import java.util.List;

/**
 * A double entry. Debits equal credits, in one currency; nothing else can be made.
 *
 * @param position of the event it was made from, in the log
 * @param date when that was recorded, in the contract's time zone; UTC for money that moved net
 * @param description what happened, in words
 * @param reference the settlement, payment or batch; empty if there is none
 * @param postings two or more
 */
public record JournalEntry(
        long position,
        LocalDate date,
        String description,
        String reference,
        List<Posting> postings) {

    public JournalEntry {
        postings = List.copyOf(postings);
        Money sum = Money.zero(postings.getFirst().amount().currency());
        for (Posting posting : postings) {
            sum = sum.plus(posting.amount());
        }
        if (!sum.isZero()) {
            throw new IllegalArgumentException(
                    "event %d would be booked with debits beyond credits by %s: %s"
                            .formatted(position, sum, postings));
        }
    }
}
