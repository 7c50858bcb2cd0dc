package io.usance.finance;

import static io.usance.failure.Checks.all;
import static io.usance.failure.Checks.given;

import io.usance.contract.ContractTerms;
import io.usance.contract.SelfBilling;
import io.usance.finance.FinanceEvent.BankEntry;
import io.usance.finance.FinanceEvent.BankStatementRead;
import io.usance.finance.FinanceEvent.PaymentsOrdered;
import io.usance.finance.PaymentTables.OpenPeriods;
import io.usance.finance.PaymentTables.Part;
import io.usance.finance.PaymentTables.Payment;
import io.usance.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Orders payments from the bank, and clears them by what the bank's statements say. */
public final class PaymentBook {
    /** Most entries of one statement: an event stays below 16 MiB. */
    public static final int ENTRIES_MAX = 10_000;

    /** Periods of contracts after which an order is full; a next order takes the others. */
    public static final int PARTS_MAX = 10_000;

    /** All accounts: an entry may name a payment that another account was to make. */
    private static final String BANK = "bank";

    private final FinanceStreams streams;
    private final ContractAccounts contracts;
    private final PaymentTables tables;

    PaymentBook(FinanceStreams streams, ContractAccounts contracts, PaymentTables tables) {
        this.streams = streams;
        this.contracts = contracts;
        this.tables = tables;
    }

    /**
     * Orders what was commanded and is neither ordered nor recorded as paid, net per payer and
     * payee. Where the net is not above zero nothing is ordered; it is set off later.
     *
     * @param executeOn day the bank is to pay
     * @param byBank false for what is paid otherwise; asked with contract's terms
     * @return empty if there is nothing to pay
     */
    public Optional<PaymentsOrdered> order(
            LocalDate executeOn, Instant at, Predicate<ContractTerms> byBank) {
        given(executeOn, "order.executeOn");
        given(at, "order.at");
        given(byBank, "order.byBank");
        return streams.decideAlone(
                FinanceEvent.PAYMENT_ORDERS,
                () -> {
                    long orderNo = tables.nextOrder();
                    PaymentOrdering ordering = ordering(orderNo, byBank);
                    PaymentsOrdered order =
                            new PaymentsOrdered(orderNo, executeOn, ordering.payments(), at);
                    if (order.payments().isEmpty()) {
                        return Optional.empty();
                    }
                    streams.append(order, orderNo - 1);
                    tables.add(order);
                    return Optional.of(order);
                });
    }

    private PaymentOrdering ordering(long orderNo, Predicate<ContractTerms> byBank) {
        PaymentOrdering ordering = new PaymentOrdering(orderNo);
        for (OpenPeriods contract : tables.open()) {
            if (ordering.parts() >= PARTS_MAX) {
                break;
            }
            ContractTerms terms = contracts.terms(contract.contractId());
            if (terms != null && byBank.test(terms)) {
                ordering.add(contract, contracts.paid(contract.contractId()));
            }
        }
        return ordering;
    }

    /** An order as it was given; empty if there is none of that number. */
    public Optional<PaymentsOrdered> ordered(long orderNo) {
        return streams.events(FinanceEvent.PAYMENT_ORDERS, orderNo - 2, 1).stream()
                .map(PaymentsOrdered.class::cast)
                .filter(order -> order.orderNo() == orderNo)
                .findFirst();
    }

    /**
     * Takes in a bank's statement: what matches is recorded as paid, the rest is marked.
     *
     * @param sha256 of the file, hex
     * @return empty if the same statement was read before
     * @throws FinanceException if another statement has this id, or there are too many entries
     */
    public Optional<BankStatementRead> readStatement(
            String account,
            String statementId,
            String sha256,
            List<StatementLine> lines,
            Instant at) {
        given(account, "readStatement.account");
        given(statementId, "readStatement.statementId");
        given(sha256, "readStatement.sha256");
        all(lines, "readStatement.lines");
        given(at, "readStatement.at");
        if (lines.size() > ENTRIES_MAX) {
            throw new FinanceException(
                    "statement %s has %d entries, at most %d are read at once; split it"
                            .formatted(statementId, lines.size(), ENTRIES_MAX));
        }
        return streams.decideAlone(
                BANK,
                () -> {
                    List<FinanceEvent> before = streams.events(FinanceEvent.statementsOf(account));
                    if (isKnown(before, statementId, sha256)) {
                        return Optional.empty();
                    }
                    BankStatementRead read =
                            new BankStatementRead(
                                    account, statementId, sha256, entries(account, lines, at), at);
                    streams.append(read, before.size());
                    tables.add(read);
                    return Optional.of(read);
                });
    }

    private static boolean isKnown(List<FinanceEvent> before, String statementId, String sha256) {
        for (FinanceEvent event : before) {
            BankStatementRead read = (BankStatementRead) event;
            if (read.statementId().equals(statementId)) {
                requireSame(read, sha256);
                return true;
            }
        }
        return false;
    }

    private static void requireSame(BankStatementRead read, String sha256) {
        if (!read.sha256().equals(sha256)) {
            throw new FinanceException(
                    "statement %s of account %s was read before with other content: SHA-256 was %s and is %s; ask the bank which is right"
                            .formatted(read.statementId(), read.account(), read.sha256(), sha256));
        }
    }

    private List<BankEntry> entries(String account, List<StatementLine> lines, Instant at) {
        List<BankEntry> entries = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (StatementLine line : lines) {
            boolean known =
                    !seen.add(line.reference()) || tables.isKnown(account, line.reference());
            BankEntry entry = BankMatching.match(line, known, open(line.endToEndId()));
            clear(entry, at);
            entries.add(entry);
        }
        return entries;
    }

    private BankMatching.@Nullable OpenPayment open(@Nullable String endToEndId) {
        Payment payment = endToEndId == null ? null : tables.payment(endToEndId);
        if (payment == null) {
            return null;
        }
        long toleranceMinor = Long.MAX_VALUE;
        for (Part part : payment.parts()) {
            toleranceMinor = Math.min(toleranceMinor, toleranceMinor(part));
        }
        return new BankMatching.OpenPayment(
                payment.amount(),
                payment.amount().minus(payment.cleared()),
                new Money(toleranceMinor, payment.amount().currency()));
    }

    private long toleranceMinor(Part part) {
        ContractTerms terms = contracts.terms(part.contractId());
        SelfBilling agreed = terms == null ? null : terms.in(part.periodId()).selfBilling();
        return terms == null || agreed == null
                ? 0
                : agreed.paymentTolerance(terms.currency()).amountMinor();
    }

    private void clear(BankEntry entry, Instant at) {
        if (entry.cleared().isZero()) {
            return;
        }
        String id = Objects.requireNonNull(entry.endToEndId());
        Payment payment = Objects.requireNonNull(tables.payment(id));
        List<Long> spread =
                BankMatching.spread(
                        payment.parts().stream().map(Part::openMinor).toList(),
                        entry.cleared().amountMinor());
        tables.clear(payment, spread);
        for (int i = 0; i < spread.size(); i++) {
            if (spread.get(i) != 0) {
                contracts.recordPayment(
                        payment.parts().get(i).contractId(),
                        new Money(spread.get(i), payment.amount().currency()),
                        "%s, bank %s".formatted(id, entry.reference()),
                        at);
            }
        }
    }
}
