package io.usance.finance;

import io.usance.contract.ContractAggregate;
import io.usance.contract.ContractEvent;
import io.usance.contract.ContractTerms;
import io.usance.finance.FinanceEvent.BankEntry;
import io.usance.finance.FinanceEvent.BankStatementRead;
import io.usance.finance.FinanceEvent.GoodsMovement;
import io.usance.finance.FinanceEvent.GoodsMovementsRead;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.finance.FinanceEvent.PaymentsOrdered;
import io.usance.finance.FinanceEvent.ReportAnchored;
import io.usance.finance.FinanceEvent.ReportDrafted;
import io.usance.finance.FinanceEvent.ReportReviewed;
import io.usance.finance.FinanceEvent.ReportSigned;
import io.usance.money.Money;
import io.usance.store.EventLog;
import io.usance.store.Positions;
import io.usance.store.RecordedEvent;
import io.usance.store.Transactions;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The finance desk: issues invoices, orders payments, takes in what bank and ERP say, and keeps the
 * story of every report. Each method is one transaction, or part of the running one.
 *
 * <p>Two instances that decide the same at once wait for one another. Where a contract is written
 * to meanwhile, the loser gets {@link org.axonframework.modelling.command.ConcurrencyException},
 * has written nothing, and may ask again. All methods throw {@link
 * io.usance.store.StoreUnavailableException} when the database cannot be reached.
 */
public final class FinanceBook {
    /** Most entries of one statement, most movements of one file: an event stays below 16 MiB. */
    public static final int ENTRIES_MAX = 10_000;

    /** Periods of contracts after which an order is full; a next order takes the others. */
    public static final int PARTS_MAX = 10_000;

    /** Longest name of a person who reviews or signs, in characters. */
    public static final int NAME_CHARS_MAX = 200;

    /** All accounts: an entry may name a payment that another account was to make. */
    private static final String BANK = "bank";

    private static final String SIGNATURES = "report-signatures";
    private static final int PAGE = 2_000;

    private final Transactions transactions;
    private final EventLog log;
    private final Positions positions;
    private final Desk desk;
    private final PaymentTables tables;

    /** How the desk reaches contracts and the log, in the running unit of work. */
    public interface Desk {
        /**
         * @throws org.axonframework.modelling.command.ConcurrencyException if the number is taken
         */
        void append(FinanceEvent event, long sequence);

        /** Notes a payment under the contract's next payment number; below zero if set off. */
        void notePayment(String contractId, Money amount, String reference, Instant at);

        /** All payments noted so far. */
        Money paid(String contractId);

        /** The terms that hold now; null if it is not signed. */
        @Nullable ContractTerms terms(String contractId);
    }

    public FinanceBook(Transactions transactions, EventLog log, Positions positions, Desk desk) {
        this.transactions = transactions;
        this.log = log;
        this.positions = positions;
        this.desk = desk;
        this.tables = new PaymentTables(transactions);
    }

    // --- invoices ---

    /**
     * What a contract has charged for a period; reads all events of the contract, a page at a time.
     */
    public PeriodCharges charges(String contractId, String periodId) {
        PeriodCharges charges = new PeriodCharges(periodId);
        contractEvents(contractId, event -> charges.add((ContractEvent) event.payload()));
        return charges;
    }

    /** Hands over all events of a contract in their order, a page at a time. */
    public void contractEvents(String contractId, Consumer<RecordedEvent> to) {
        events(ContractAggregate.streamId(contractId), to);
    }

    private void events(String streamId, Consumer<RecordedEvent> to) {
        long after = -1;
        List<RecordedEvent> page;
        do {
            page = log.stream(streamId, after, PAGE);
            page.forEach(to);
            after = page.isEmpty() ? after : page.getLast().sequence();
        } while (!page.isEmpty());
    }

    private List<FinanceEvent> finance(String streamId) {
        List<FinanceEvent> found = new ArrayList<>();
        events(streamId, event -> found.add((FinanceEvent) event.payload()));
        return found;
    }

    /** All invoices of a contract, in their order. */
    public List<InvoiceIssued> invoices(String contractId) {
        return finance(FinanceEvent.invoicesOf(contractId)).stream()
                .map(InvoiceIssued.class::cast)
                .toList();
    }

    /**
     * Issues what is not invoiced of a closed period.
     *
     * @param inspect is shown the invoice before it counts; what it throws prevents it
     * @return empty if all is invoiced
     * @throws FinanceException if the period is open, or self-billing is not agreed
     */
    public Optional<InvoiceIssued> issueInvoice(
            String contractId,
            String periodId,
            LocalDate issuedOn,
            Instant at,
            Consumer<InvoiceIssued> inspect) {
        return transactions.execute(() -> {
            tables.lock(FinanceEvent.invoicesOf(contractId));
            List<InvoiceIssued> issued = invoices(contractId);
            Optional<InvoiceIssued> next =
                    Invoicing.next(periodId, charges(contractId, periodId), issued, issuedOn, at);
            next.ifPresent(invoice -> {
                inspect.accept(invoice);
                desk.append(invoice, issued.size());
            });
            return next;
        });
    }

    // --- payments ---

    /**
     * Orders what was commanded and is neither ordered nor noted as paid, net per payer and payee.
     * Where the net is not above zero nothing is ordered; it is set off later.
     *
     * @param byBank false for what is paid otherwise; asked with contract's terms
     * @return empty if there is nothing to pay
     */
    public Optional<PaymentsOrdered> orderPayments(
            LocalDate executeOn, Instant at, Predicate<ContractTerms> byBank) {
        return transactions.execute(() -> {
            tables.lock(FinanceEvent.PAYMENT_ORDERS);
            long orderNo = tables.nextOrder();
            PaymentOrdering ordering = new PaymentOrdering(orderNo);
            for (PaymentTables.OpenPeriods contract : tables.open()) {
                if (ordering.parts() >= PARTS_MAX) {
                    break;
                }
                ContractTerms terms = desk.terms(contract.contractId());
                if (terms != null && byBank.test(terms)) {
                    ordering.add(contract, desk.paid(contract.contractId()));
                }
            }
            PaymentsOrdered order =
                    new PaymentsOrdered(orderNo, executeOn, ordering.payments(), at);
            if (order.payments().isEmpty()) {
                return Optional.empty();
            }
            desk.append(order, orderNo - 1);
            tables.add(order);
            return Optional.of(order);
        });
    }

    /** An order as it was given; empty if there is none of that number. */
    public Optional<PaymentsOrdered> paymentsOrdered(long orderNo) {
        return log.stream(FinanceEvent.PAYMENT_ORDERS, orderNo - 2, 1).stream()
                .map(event -> (PaymentsOrdered) event.payload())
                .filter(order -> order.orderNo() == orderNo)
                .findFirst();
    }

    /**
     * Takes in a bank's statement: what matches is noted as paid, the rest is marked.
     *
     * @return empty if the same statement was read before
     * @throws FinanceException if another statement has this id, or there are too many entries
     */
    public Optional<BankStatementRead> readStatement(
            String account,
            String statementId,
            String sha256,
            List<StatementLine> lines,
            Instant at) {
        requireFewer(lines.size(), "statement " + statementId);
        return transactions.execute(() -> {
            tables.lock(BANK);
            List<FinanceEvent> before = finance(FinanceEvent.statementsOf(account));
            for (FinanceEvent event : before) {
                BankStatementRead read = (BankStatementRead) event;
                if (read.statementId().equals(statementId)) {
                    return requireSame(read, sha256);
                }
            }
            List<BankEntry> entries = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            for (StatementLine line : lines) {
                boolean known =
                        !seen.add(line.reference()) || tables.isKnown(account, line.reference());
                BankEntry entry = BankMatching.match(line, known, open(line.endToEndId()));
                clear(entry, at);
                entries.add(entry);
            }
            BankStatementRead read =
                    new BankStatementRead(account, statementId, sha256, entries, at);
            desk.append(read, before.size());
            tables.add(read);
            return Optional.of(read);
        });
    }

    private static Optional<BankStatementRead> requireSame(BankStatementRead read, String sha256) {
        if (!read.sha256().equals(sha256)) {
            throw new FinanceException(
                    "statement %s of account %s was read before with other content: SHA-256 was %s and is %s; ask the bank which is right"
                            .formatted(read.statementId(), read.account(), read.sha256(), sha256));
        }
        return Optional.empty();
    }

    private BankMatching.@Nullable OpenPayment open(@Nullable String endToEndId) {
        if (endToEndId == null) {
            return null;
        }
        PaymentTables.Payment payment = tables.payment(endToEndId);
        if (payment == null) {
            return null;
        }
        long tolerance = Long.MAX_VALUE;
        for (PaymentTables.Part part : payment.parts()) {
            tolerance = Math.min(tolerance, tolerance(part.contractId()));
        }
        Currency currency = payment.amount().currency();
        return new BankMatching.OpenPayment(
                payment.amount(),
                payment.amount().minus(payment.cleared()),
                new Money(tolerance, currency));
    }

    private long tolerance(String contractId) {
        ContractTerms terms = desk.terms(contractId);
        return terms == null || terms.selfBilling() == null
                ? 0
                : terms.selfBilling().paymentTolerance(terms.currency()).amountMinor();
    }

    private void clear(BankEntry entry, Instant at) {
        if (entry.cleared().isZero()) {
            return;
        }
        String id = Objects.requireNonNull(entry.endToEndId());
        PaymentTables.Payment payment = Objects.requireNonNull(tables.payment(id));
        List<Long> spread =
                BankMatching.spread(
                        payment.parts().stream().map(PaymentTables.Part::openMinor).toList(),
                        entry.cleared().amountMinor());
        tables.clear(payment, spread);
        for (int i = 0; i < spread.size(); i++) {
            if (spread.get(i) != 0) {
                desk.notePayment(
                        payment.parts().get(i).contractId(),
                        new Money(spread.get(i), payment.amount().currency()),
                        "%s, bank %s".formatted(id, entry.reference()),
                        at);
            }
        }
    }

    // --- goods movements ---

    /**
     * Takes in what an ERP posted. A document that is known already is left out.
     *
     * @return empty if all are known
     * @throws FinanceException if a known document says something else, or there are too many
     */
    public Optional<GoodsMovementsRead> readMovements(
            String contractId, String sha256, List<GoodsMovement> movements, Instant at) {
        requireFewer(movements.size(), "the file");
        return transactions.execute(() -> {
            tables.lock(FinanceEvent.movementsOf(contractId));
            long next = finance(FinanceEvent.movementsOf(contractId)).size();
            List<GoodsMovement> news = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            for (GoodsMovement movement : movements) {
                GoodsMovement known = tables.movement(contractId, movement.documentId());
                if (known != null && !known.equals(movement)) {
                    throw new FinanceException(
                            "document %s was read before as %s, not as %s"
                                    .formatted(movement.documentId(), known, movement));
                }
                if (known == null) {
                    if (!seen.add(movement.documentId())) {
                        throw new FinanceException(
                                "document " + movement.documentId() + " is there twice");
                    }
                    news.add(movement);
                }
            }
            if (news.isEmpty()) {
                return Optional.empty();
            }
            GoodsMovementsRead read = new GoodsMovementsRead(contractId, sha256, news, at);
            desk.append(read, next);
            tables.add(read);
            return Optional.of(read);
        });
    }

    private static void requireFewer(int entries, String what) {
        if (entries > ENTRIES_MAX) {
            throw new FinanceException(
                    "%s has %d entries, at most %d are read at once; split it"
                            .formatted(what, entries, ENTRIES_MAX));
        }
    }

    // --- reports ---

    /** What became of the reports on a period. */
    public ReportStory reports(String contractId, String periodId) {
        return ReportStory.of(finance(FinanceEvent.reportsOf(contractId, periodId)));
    }

    /** The next version of a report; the caller has found that it says something new. */
    public ReportDrafted draftReport(
            String contractId,
            String periodId,
            int version,
            String sha256,
            SortedMap<String, String> figures,
            Instant at) {
        return transactions.execute(() -> {
            ReportStory story = reports(contractId, periodId);
            int newest = story.drafted() == null ? 0 : story.drafted().version();
            if (version != newest + 1) {
                throw new FinanceException(
                        "version %d of the report comes after version %d, not after %d"
                                .formatted(version, version - 1, newest));
            }
            ReportDrafted drafted =
                    new ReportDrafted(contractId, periodId, version, sha256, figures, at);
            desk.append(drafted, story.events());
            return drafted;
        });
    }

    /**
     * Records the review of the newest version.
     *
     * @param sha256 of what they have seen, hex
     * @throws FinanceException if that is not the newest version, or it is reviewed already
     */
    public ReportReviewed reviewReport(
            String contractId, String periodId, String sha256, String by, Instant at) {
        requireName(by);
        return transactions.execute(() -> {
            ReportStory story = reports(contractId, periodId);
            ReportDrafted drafted = requireNewest(story, sha256);
            if (story.reviewed() != null) {
                throw new FinanceException(
                        "version %d is reviewed already, by %s"
                                .formatted(drafted.version(), story.reviewed().by()));
            }
            ReportReviewed reviewed =
                    new ReportReviewed(
                            contractId, periodId, drafted.version(), sha256, by.strip(), at);
            desk.append(reviewed, story.events());
            return reviewed;
        });
    }

    /**
     * Records the signature of a second person.
     *
     * @throws FinanceException if it is not the newest version, not reviewed, signed already, or
     *     reviewed by the same person
     */
    public ReportSigned signReport(
            String contractId, String periodId, String sha256, String by, Instant at) {
        requireName(by);
        return transactions.execute(() -> {
            ReportStory story = reports(contractId, periodId);
            ReportDrafted drafted = requireNewest(story, sha256);
            if (story.reviewed() == null) {
                throw new FinanceException(
                        "version %d is not reviewed; that comes first"
                                .formatted(drafted.version()));
            }
            if (story.signed() != null) {
                throw new FinanceException(
                        "version %d is signed already, by %s"
                                .formatted(drafted.version(), story.signed().by()));
            }
            if (story.reviewed().by().equalsIgnoreCase(by.strip())) {
                throw new FinanceException(
                        "%s has reviewed it; another person has to sign".formatted(by.strip()));
            }
            long last = positions.readOrStart(SIGNATURES, 0, 0);
            ReportSigned signed =
                    new ReportSigned(
                            contractId,
                            periodId,
                            drafted.version(),
                            sha256,
                            by.strip(),
                            last + 1,
                            at);
            positions.advance(
                    List.of(
                            new Positions.Advance(
                                    SIGNATURES, 0, last, last + 1, Positions.Tally.NONE)));
            desk.append(signed, story.events());
            return signed;
        });
    }

    /** The signed version has been anchored; nothing happens if that is known. */
    public void noteAnchored(ReportSigned signed, String root, String place, Instant at) {
        transactions.run(() -> {
            ReportStory story = reports(signed.contractId(), signed.periodId());
            if (story.anchored() == null && signed.equals(story.signed())) {
                desk.append(
                        new ReportAnchored(
                                signed.contractId(),
                                signed.periodId(),
                                signed.version(),
                                signed.sha256(),
                                signed.signatureNo(),
                                root,
                                place,
                                at),
                        story.events());
            }
        });
    }

    private static ReportDrafted requireNewest(ReportStory story, String sha256) {
        ReportDrafted drafted = story.drafted();
        if (drafted == null) {
            throw new FinanceException("there is no report on the period yet; write it first");
        }
        if (!drafted.sha256().equals(sha256)) {
            throw new FinanceException(
                    "the newest version, %d, has SHA-256 %s, not %s; write it again and look at that"
                            .formatted(drafted.version(), drafted.sha256(), sha256));
        }
        return drafted;
    }

    private static void requireName(String by) {
        if (by.isBlank() || by.length() > NAME_CHARS_MAX) {
            throw new FinanceException(
                    "a name has 1 to " + NAME_CHARS_MAX + " characters, not '" + by + "'");
        }
    }
}
