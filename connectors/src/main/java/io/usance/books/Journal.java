package io.usance.books;

import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.contract.ContractEvent.ContractSigned;
import io.usance.contract.ContractEvent.PaymentNoted;
import io.usance.contract.ContractEvent.SettlementCommanded;
import io.usance.contract.ContractEvent.TaxCharged;
import io.usance.finance.FinanceEvent.BankEntry;
import io.usance.finance.FinanceEvent.BankStatementRead;
import io.usance.money.Money;
import io.usance.settlement.NettingEvent.BatchMoved;
import io.usance.settlement.NettingEvent.NetMove;
import io.usance.store.EventLog;
import io.usance.store.RecordedEvent;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The journal of a customer, from the first event to the last: the same log gives the same entries,
 * and more of it only adds to them.
 */
public final class Journal {
    private static final int SPAN = 10_000;
    private static final List<String> TYPES =
            List.of(
                    ContractSigned.class.getSimpleName(),
                    ConsumptionCharged.class.getSimpleName(),
                    ChargeAdjusted.class.getSimpleName(),
                    TaxCharged.class.getSimpleName(),
                    SettlementCommanded.class.getSimpleName(),
                    PaymentNoted.class.getSimpleName(),
                    BatchMoved.class.getSimpleName(),
                    BankStatementRead.class.getSimpleName());

    private final EventLog log;
    private final ChartOfAccounts chart;
    private final Map<String, ZoneId> zones = new HashMap<>();

    public Journal(EventLog log, ChartOfAccounts chart) {
        this.log = log;
        this.chart = chart;
    }

    /**
     * Makes all entries, in the order of the events.
     *
     * @throws io.usance.store.StoreUnavailableException if the database cannot be reached
     */
    public void write(Consumer<JournalEntry> to) {
        long after = 0;
        long head = log.head();
        while (after < head) {
            EventLog.Page page = log.read(after, SPAN, TYPES);
            for (RecordedEvent event : page.events()) {
                if (event.position() <= head) {
                    entries(event).forEach(to);
                }
            }
            after = page.upTo();
        }
    }

    private List<JournalEntry> entries(RecordedEvent event) {
        return switch (event.payload()) {
            case ContractSigned e -> {
                zones.put(e.contractId(), e.terms().calendar().zone());
                yield List.of();
            }
            case ConsumptionCharged e ->
                    entry(
                            event,
                            e.contractId(),
                            "%s drawn from %s".formatted(e.quantity(), e.siloId()),
                            "%s %d".formatted(e.siloId(), e.consumptionNo()),
                            chart.material(),
                            chart.accrued(),
                            e.amount());
            case ChargeAdjusted e ->
                    entry(
                            event,
                            e.contractId(),
                            "%s rated again: %s".formatted(e.periodId(), e.cause()),
                            "",
                            chart.material(),
                            chart.accrued(),
                            e.amount());
            case TaxCharged e ->
                    entry(
                            event,
                            e.contractId(),
                            "%s %% tax on %s".formatted(e.percent().toPlainString(), e.periodId()),
                            "",
                            chart.inputTax(),
                            chart.accrued(),
                            e.tax());
            case SettlementCommanded e ->
                    entry(
                            event,
                            e.contractId(),
                            "to be paid to " + e.payee(),
                            e.settlementId(),
                            chart.accrued(),
                            chart.payable(),
                            e.amount());
            case PaymentNoted e ->
                    entry(
                            event,
                            e.contractId(),
                            "paid, " + e.reference(),
                            "payment " + e.paymentNo(),
                            chart.payable(),
                            chart.clearing(),
                            e.amount());
            case BatchMoved e -> moved(event, e);
            case BankStatementRead e -> booked(event, e);
            default -> throw new IllegalStateException("not booked: " + event.type());
        };
    }

    private List<JournalEntry> entry(
            RecordedEvent event,
            String contractId,
            String description,
            String reference,
            String debit,
            String credit,
            Money amount) {
        if (amount.isZero()) {
            return List.of();
        }
        LocalDate date =
                event.recordedAt()
                        .atZone(zones.getOrDefault(contractId, ZoneOffset.UTC))
                        .toLocalDate();
        return List.of(
                new JournalEntry(
                        event.position(),
                        date,
                        contractId + ": " + description,
                        reference,
                        List.of(
                                new Posting(ChartOfAccounts.of(debit, contractId), amount),
                                new Posting(
                                        ChartOfAccounts.of(credit, contractId), negated(amount)))));
    }

    /** What comes out of a payer's escrow; a credit's way back is a move of the payee. */
    private List<JournalEntry> moved(RecordedEvent event, BatchMoved moved) {
        List<JournalEntry> entries = new ArrayList<>();
        LocalDate date = event.recordedAt().atZone(ZoneOffset.UTC).toLocalDate();
        for (NetMove move : moved.moves()) {
            entries.add(
                    new JournalEntry(
                            event.position(),
                            date,
                            "moved in escrow from %s to %s".formatted(move.payer(), move.payee()),
                            "batch %d, %s".formatted(moved.batchNo(), moved.transaction()),
                            List.of(
                                    new Posting(chart.clearing(), move.amount()),
                                    new Posting(
                                            ChartOfAccounts.of(chart.escrow(), move.payer()),
                                            negated(move.amount())))));
        }
        return entries;
    }

    /**
     * What the bank booked comes out of the account; what is written off within tolerance goes to
     * the variance account. What matches nothing is in the reports, not in the books.
     */
    private List<JournalEntry> booked(RecordedEvent event, BankStatementRead read) {
        List<JournalEntry> entries = new ArrayList<>();
        for (BankEntry entry : read.entries()) {
            Money paid = entry.cleared().plus(entry.variance());
            entries.addAll(
                    pair(
                            event,
                            entry,
                            "booked by the bank, " + entry.outcome(),
                            ChartOfAccounts.of(chart.bank(), read.account()),
                            paid));
            entries.addAll(
                    pair(
                            event,
                            entry,
                            "written off within tolerance",
                            chart.variance(),
                            negated(entry.variance())));
        }
        return entries;
    }

    private List<JournalEntry> pair(
            RecordedEvent event, BankEntry entry, String description, String credit, Money amount) {
        return amount.isZero()
                ? List.of()
                : List.of(
                        new JournalEntry(
                                event.position(),
                                entry.bookedOn(),
                                description,
                                entry.endToEndId() + ", " + entry.reference(),
                                List.of(
                                        new Posting(chart.clearing(), amount),
                                        new Posting(credit, negated(amount)))));
    }

    private static Money negated(Money amount) {
        return Money.zero(amount.currency()).minus(amount);
    }
}
