package io.usance.settlement.stage;

import io.usance.money.Money;
import io.usance.store.Transactions;
import java.util.Currency;
import java.util.List;

/**
 * What companies owe one another and no escrow has moved yet. Kept by the netting stage, in the
 * transactions of its events.
 */
public final class NettingBook {
    private final Transactions transactions;

    public NettingBook(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * What is due between two accounts; both ways net.
     *
     * @param payer account
     * @param payee account
     * @param amount above zero
     */
    public record Due(String payer, String payee, Money amount) {}

    /**
     * Adds to what is due, within the running unit of work.
     *
     * @param amount negative to take off, or if it is due the other way
     */
    public void add(String payer, String payee, Money amount) {
        boolean inOrder = payer.compareTo(payee) < 0;
        transactions.read(sql ->
                sql.execute(
                        "insert into usance.net_due (currency, account_a, account_b, due_minor)"
                                + " values (?, ?, ?, ?) on conflict (currency, account_a, account_b)"
                                + " do update set due_minor = net_due.due_minor + excluded.due_minor",
                        amount.currency().getCurrencyCode(),
                        inOrder ? payer : payee,
                        inOrder ? payee : payer,
                        inOrder ? amount.amountMinor() : -amount.amountMinor()));
    }

    /** All that is due, by currency and accounts. */
    public List<Due> due() {
        return transactions.read(sql ->
                sql.fetch(
                                "select currency, account_a, account_b, due_minor from usance.net_due"
                                        + " where due_minor <> 0"
                                        + " order by currency, account_a, account_b")
                        .map(row ->
                                due(
                                        Currency.getInstance(row.get(0, String.class)),
                                        row.get(1, String.class),
                                        row.get(2, String.class),
                                        row.get(3, Long.class))));
    }

    private static Due due(Currency currency, String a, String b, long minor) {
        return minor > 0
                ? new Due(a, b, new Money(minor, currency))
                : new Due(b, a, new Money(-minor, currency));
    }
}
