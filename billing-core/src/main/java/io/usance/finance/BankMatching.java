package io.usance.finance;

import io.usance.finance.FinanceEvent.BankEntry;
import io.usance.finance.FinanceEvent.BankOutcome;
import io.usance.money.Money;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares an entry of a bank statement with the payment it names. Pure. */
final class BankMatching {
    private BankMatching() {}

    /**
     * A payment as it stands.
     *
     * @param open ordered and not cleared; zero or more
     * @param tolerance most that may be written off, zero or more
     */
    record OpenPayment(Money ordered, Money open, Money tolerance) {}

    /**
     * @param known true if the entry's reference came before
     * @param payment what its end-to-end id names; null if nothing
     */
    static BankEntry match(StatementLine line, boolean known, @Nullable OpenPayment payment) {
        Money none = Money.zero(line.amount().currency());
        if (known) {
            return BankEntry.of(
                    line, BankOutcome.DUPLICATE, none, none, "the same entry was read before");
        }
        if (payment == null) {
            String named = line.endToEndId() == null ? "no payment" : line.endToEndId();
            return BankEntry.of(
                    line,
                    BankOutcome.FOREIGN,
                    none,
                    none,
                    "names " + named + ", which was not ordered here");
        }
        if (!payment.ordered().currency().equals(line.amount().currency())) {
            return BankEntry.of(
                    line,
                    BankOutcome.OTHER_CURRENCY,
                    none,
                    none,
                    "ordered were " + payment.ordered());
        }
        if (line.amount().amountMinor() <= 0) {
            return BankEntry.of(
                    line,
                    BankOutcome.RETURNED,
                    none,
                    none,
                    "the bank gave it back; ordered were " + payment.ordered());
        }
        return compare(line, payment, none);
    }

    private static BankEntry compare(StatementLine line, OpenPayment payment, Money none) {
        Money over = line.amount().minus(payment.open());
        if (over.isZero()) {
            return BankEntry.of(line, BankOutcome.MATCHED, line.amount(), none, "");
        }
        boolean open = payment.open().amountMinor() > 0;
        if (open && Math.abs(over.amountMinor()) <= payment.tolerance().amountMinor()) {
            return BankEntry.of(
                    line,
                    BankOutcome.WITHIN_TOLERANCE,
                    payment.open(),
                    over,
                    "open were %s, tolerance %s".formatted(payment.open(), payment.tolerance()));
        }
        return over.amountMinor() < 0
                ? BankEntry.of(
                        line,
                        BankOutcome.UNDERPAID,
                        line.amount(),
                        none,
                        "open were " + payment.open())
                : BankEntry.of(
                        line,
                        BankOutcome.OVERPAID,
                        payment.open(),
                        none,
                        "open were " + payment.open());
    }

    /**
     * What of each part is cleared now: credits first, all of them, then the parts in their order.
     *
     * @param openMinor of each part ordered and not cleared
     * @param clearedMinor to be spread, not above their sum
     * @return adds up to {@code clearedMinor}
     */
    static List<Long> spread(List<Long> openMinor, long clearedMinor) {
        long left =
                clearedMinor
                        - openMinor.stream()
                                .filter(open -> open < 0)
                                .mapToLong(Long::longValue)
                                .sum();
        List<Long> spread = new ArrayList<>();
        for (long open : openMinor) {
            long part = open < 0 ? open : Math.min(open, left);
            left -= open < 0 ? 0 : part;
            spread.add(part);
        }
        if (left != 0) {
            throw new IllegalArgumentException(
                    clearedMinor + " is more than is open, " + openMinor);
        }
        return spread;
    }
}
