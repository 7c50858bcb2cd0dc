package io.usance.finance;

import io.usance.finance.FinanceEvent.OrderedPayment;
import io.usance.finance.FinanceEvent.PaymentPart;
import io.usance.finance.PaymentTables.OpenPeriod;
import io.usance.money.Money;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Nets what is open per payer and payee. Pure. */
final class PaymentOrdering {
    private final long orderNo;
    private final Map<Pair, List<PaymentPart>> parts = new TreeMap<>();

    PaymentOrdering(long orderNo) {
        this.orderNo = orderNo;
    }

    private record Pair(String currency, String payer, String payee) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            int byCurrency = currency.compareTo(other.currency);
            int byPayer = byCurrency == 0 ? payer.compareTo(other.payer) : byCurrency;
            return byPayer == 0 ? payee.compareTo(other.payee) : byPayer;
        }
    }

    /**
     * Adds a contract's open periods.
     *
     * @param paid of the contract, however; what no order explains was paid by hand, for the oldest
     *     periods first
     */
    void add(PaymentTables.OpenPeriods contract, Money paid) {
        long byHand = paid.amountMinor() - contract.clearedMinor();
        for (OpenPeriod period : contract.periods()) {
            long known = period.openMinor() > 0 ? Math.clamp(byHand, 0, period.openMinor()) : 0;
            byHand -= known;
            long open = period.openMinor() - known;
            if (open != 0) {
                Currency currency = Currency.getInstance(period.currency());
                parts.computeIfAbsent(
                                new Pair(period.currency(), period.payer(), period.payee()),
                                pair -> new ArrayList<>())
                        .add(
                                new PaymentPart(
                                        contract.contractId(),
                                        period.periodId(),
                                        new Money(open, currency)));
            }
        }
    }

    /** How many there are by now. */
    int parts() {
        return parts.values().stream().mapToInt(List::size).sum();
    }

    /** One per pair with something to pay, in the order of currency, payer and payee. */
    List<OrderedPayment> payments() {
        List<OrderedPayment> payments = new ArrayList<>();
        parts.forEach((pair, of) -> {
            Money sum = Money.zero(Currency.getInstance(pair.currency()));
            for (PaymentPart part : of) {
                sum = sum.plus(part.amount());
            }
            if (sum.amountMinor() > 0) {
                String id = "USC-%d-%d".formatted(orderNo, payments.size() + 1);
                payments.add(new OrderedPayment(id, pair.payer(), pair.payee(), sum, of));
            }
        });
        return payments;
    }
}
