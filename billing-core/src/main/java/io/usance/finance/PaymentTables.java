package io.usance.finance;

import io.usance.finance.FinanceEvent.BankEntry;
import io.usance.finance.FinanceEvent.BankStatementRead;
import io.usance.finance.FinanceEvent.OrderedPayment;
import io.usance.finance.FinanceEvent.PaymentPart;
import io.usance.finance.FinanceEvent.PaymentsOrdered;
import io.usance.money.Money;
import io.usance.store.Transactions;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Payments and bank entries, which finance decides by; written in the transactions of its events.
 */
final class PaymentTables {
    /** Settled and not ordered, whatever was paid by hand. */
    private static final String OPEN =
            """
            select s.contract_id, s.period_id, s.payer, s.payee, s.currency,
                s.settled_minor - coalesce(p.ordered_minor, 0) as open_minor
            from (select contract_id, period_id, payer, payee, currency, sum(amount_minor)::bigint as settled_minor
                  from usance.settlement group by 1, 2, 3, 4, 5) s
            left join (select contract_id, period_id, payee, sum(amount_minor)::bigint as ordered_minor
                       from usance.payment_part group by 1, 2, 3) p using (contract_id, period_id, payee)
            where s.settled_minor <> coalesce(p.ordered_minor, 0)
            order by s.contract_id, s.period_id, s.payee
            """;

    private final Transactions transactions;

    PaymentTables(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * @param openMinor settled and not ordered; negative for a credit
     */
    record OpenPeriod(
            String periodId, String payer, String payee, String currency, long openMinor) {}

    /**
     * A contract with open periods, oldest first.
     *
     * @param clearedMinor of its ordered payments, paid by a bank
     */
    record OpenPeriods(String contractId, List<OpenPeriod> periods, long clearedMinor) {}

    record Payment(String endToEndId, Money amount, Money cleared, List<Part> parts) {}

    /**
     * @param openMinor ordered and not cleared
     */
    record Part(int partNo, String contractId, String periodId, long openMinor) {}

    long nextOrder() {
        return transactions.read(sql ->
                sql.fetchSingle("select coalesce(max(order_no), 0) + 1 from usance.payment")
                        .get(0, long.class));
    }

    List<OpenPeriods> open() {
        Map<String, List<OpenPeriod>> byContract = new LinkedHashMap<>();
        Map<String, Long> cleared = new LinkedHashMap<>();
        transactions.<Object>read(sql -> {
            sql.fetch(OPEN)
                    .forEach(row ->
                            byContract
                                    .computeIfAbsent(
                                            row.get(0, String.class), id -> new ArrayList<>())
                                    .add(
                                            new OpenPeriod(
                                                    row.get(1, String.class),
                                                    row.get(2, String.class),
                                                    row.get(3, String.class),
                                                    row.get(4, String.class),
                                                    row.get(5, long.class))));
            sql.fetch(
                            "select contract_id, sum(cleared_minor)::bigint from usance.payment_part group by 1")
                    .forEach(row -> cleared.put(row.get(0, String.class), row.get(1, long.class)));
            return Boolean.TRUE;
        });
        return byContract.entrySet().stream()
                .map(entry ->
                        new OpenPeriods(
                                entry.getKey(),
                                entry.getValue(),
                                cleared.getOrDefault(entry.getKey(), 0L)))
                .toList();
    }

    void add(PaymentsOrdered order) {
        List<@Nullable Object[]> payments = new ArrayList<>();
        List<@Nullable Object[]> parts = new ArrayList<>();
        for (OrderedPayment payment : order.payments()) {
            payments.add(
                    new @Nullable Object[] {
                        payment.endToEndId(),
                        order.orderNo(),
                        order.executeOn().toString(),
                        payment.payer(),
                        payment.payee(),
                        payment.amount().amountMinor(),
                        payment.amount().currency().getCurrencyCode()
                    });
            for (int i = 0; i < payment.parts().size(); i++) {
                PaymentPart part = payment.parts().get(i);
                parts.add(
                        new @Nullable Object[] {
                            payment.endToEndId(),
                            i,
                            part.contractId(),
                            part.periodId(),
                            payment.payee(),
                            part.amount().amountMinor()
                        });
            }
        }
        transactions.forEach(
                "insert into usance.payment (end_to_end_id, order_no, execute_on, payer, payee,"
                        + " amount_minor, currency) values (?, ?, ?::date, ?, ?, ?, ?)",
                payments);
        transactions.forEach(
                "insert into usance.payment_part (end_to_end_id, part_no, contract_id, period_id,"
                        + " payee, amount_minor) values (?, ?, ?, ?, ?, ?)",
                parts);
    }

    @Nullable Payment payment(String endToEndId) {
        return transactions.read(sql -> {
            var row =
                    sql.fetchOne(
                            "select amount_minor, cleared_minor, currency from usance.payment where end_to_end_id = ?",
                            endToEndId);
            if (row == null) {
                return null;
            }
            Currency currency = Currency.getInstance(row.get(2, String.class));
            List<Part> parts =
                    sql.fetch(
                                    "select part_no, contract_id, period_id, amount_minor - cleared_minor"
                                            + " from usance.payment_part where end_to_end_id = ? order by part_no",
                                    endToEndId)
                            .map(part ->
                                    new Part(
                                            part.get(0, int.class),
                                            part.get(1, String.class),
                                            part.get(2, String.class),
                                            part.get(3, long.class)));
            return new Payment(
                    endToEndId,
                    new Money(row.get(0, long.class), currency),
                    new Money(row.get(1, long.class), currency),
                    parts);
        });
    }

    /**
     * @param minor of each part, in order
     */
    void clear(Payment payment, List<Long> minor) {
        List<@Nullable Object[]> parts = new ArrayList<>();
        for (int i = 0; i < minor.size(); i++) {
            parts.add(
                    new @Nullable Object[] {
                        minor.get(i), payment.endToEndId(), payment.parts().get(i).partNo()
                    });
        }
        transactions.forEach(
                "update usance.payment_part set cleared_minor = cleared_minor + ?"
                        + " where end_to_end_id = ? and part_no = ?",
                parts);
        transactions.read(sql ->
                sql.execute(
                        "update usance.payment set cleared_minor = cleared_minor + ? where end_to_end_id = ?",
                        minor.stream().mapToLong(Long::longValue).sum(),
                        payment.endToEndId()));
    }

    boolean isKnown(String account, String reference) {
        return transactions.read(sql ->
                sql.fetchExists(
                        sql.select()
                                .from("usance.bank_entry")
                                .where("account = ? and reference = ?", account, reference)));
    }

    void add(BankStatementRead read) {
        List<@Nullable Object[]> entries = new ArrayList<>();
        for (int i = 0; i < read.entries().size(); i++) {
            BankEntry entry = read.entries().get(i);
            entries.add(
                    new @Nullable Object[] {
                        read.account(),
                        read.statementId(),
                        i + 1,
                        entry.reference(),
                        entry.endToEndId(),
                        entry.amount().amountMinor(),
                        entry.amount().currency().getCurrencyCode(),
                        entry.bookedOn().toString(),
                        entry.outcome().name(),
                        entry.cleared().amountMinor(),
                        entry.variance().amountMinor(),
                        entry.detail()
                    });
        }
        transactions.forEach(
                "insert into usance.bank_entry (account, statement_id, entry_no, reference,"
                        + " end_to_end_id, amount_minor, currency, booked_on, outcome,"
                        + " cleared_minor, variance_minor, detail)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?::date, ?, ?, ?, ?)",
                entries);
    }
}
