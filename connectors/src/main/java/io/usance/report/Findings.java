package io.usance.report;

import io.usance.contract.ContractTerms;
import io.usance.money.Money;
import io.usance.period.BillingPeriod;
import io.usance.reconciliation.PeriodMatch;
import io.usance.report.Report.Finding;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What needs a person's attention: who, since when, how much is at stake, and what to do. */
final class Findings {
    private static final String TREASURY = "treasury";
    private static final String PURCHASING = "purchasing";
    private static final String PLANT = "plant";
    private static final String OPERATIONS = "operations";
    private static final String ACCOUNTING = "accounting";

    private final ContractTerms terms;
    private final BillingPeriod period;
    private final PeriodMatch match;
    private final MatchSection section;
    private final SiloPass silos;
    private final PeriodFacts facts;
    private final LocalDate asOf;
    private final List<Finding> found = new ArrayList<>();

    Findings(
            ContractTerms terms,
            BillingPeriod period,
            PeriodMatch match,
            MatchSection section,
            SiloPass silos,
            PeriodFacts facts,
            LocalDate asOf) {
        this.terms = terms;
        this.period = period;
        this.match = match;
        this.section = section;
        this.silos = silos;
        this.facts = facts;
        this.asOf = asOf;
    }

    List<Finding> list() {
        holds();
        way();
        bank();
        postings();
        for (SiloPass.Notice notice : silos.notices()) {
            quantity(
                    notice.kind(),
                    notice.siloId(),
                    PLANT,
                    notice.quantity().milli(),
                    notice.detail(),
                    action(notice.kind()));
        }
        return limited();
    }

    private List<Finding> limited() {
        if (found.size() <= Report.EXCEPTIONS_MAX) {
            return List.copyOf(found);
        }
        int more = found.size() - Report.EXCEPTIONS_MAX;
        List<Finding> shown = new ArrayList<>(found.subList(0, Report.EXCEPTIONS_MAX));
        shown.add(
                finding(
                        "MORE",
                        terms.contractId(),
                        OPERATIONS,
                        period.endDate(),
                        null,
                        null,
                        more + " more exceptions are not listed",
                        "resolve those above and run the report again"));
        return List.copyOf(shown);
    }

    private static String action(String kind) {
        return switch (kind) {
            case "DELIVERY_NOT_SEEN" ->
                    "find out whether the truck came; if it did, send a corrected note";
            case "DELIVERY_DEVIATES" -> "compare the weighbridge with the level";
            case "NEGATIVE_BALANCE" -> "look for a delivery without a note and send it";
            default -> "nothing; it is billed and shown here so that it is known";
        };
    }

    private void holds() {
        if (match.metered().metersOpen() > 0) {
            quantity(
                    "SILO_OPEN",
                    terms.contractId(),
                    PLANT,
                    0,
                    match.metered().metersOpen()
                            + " of "
                            + match.metered().meters()
                            + " silos have not closed the period",
                    "wait for their readings, or close the period by command");
        }
        if (match.charged().held() != null) {
            quantity(
                    "CHARGE_HELD",
                    terms.contractId(),
                    PURCHASING,
                    match.charged().sum().quantityMilli(),
                    "not charged: " + match.charged().held(),
                    switch (match.charged().held()) {
                        case "INDEX_VALUE_MISSING" -> "publish the index value";
                        case "CONTRACT_ENDED" -> "sign another contract for the silo";
                        default -> "amend the contract's price";
                    });
        }
        if (match.settled().held() != null) {
            money(
                    "SETTLEMENT_HELD",
                    terms.contractId(),
                    TREASURY,
                    period.endDate(),
                    match.charged().grossMinor() - match.settled().grossMinor(),
                    "not commanded: " + match.settled().held(),
                    "pay what is outstanding, or raise the credit limit");
        }
    }

    private void way() {
        long notAnchored = match.settled().sum().count() - match.anchored().confirmed().count();
        if (notAnchored > 0) {
            money(
                    "NOT_ANCHORED",
                    terms.contractId(),
                    OPERATIONS,
                    period.endDate(),
                    match.settled().grossMinor() - match.anchored().confirmed().grossMinor(),
                    notAnchored + " settlements are in no confirmed batch",
                    "see that the anchor runs; nothing is lost");
        }
        long open = match.settled().grossMinor() - match.paid().minor();
        if (open != 0 && !match.paid().open().isEmpty()) {
            money(
                    "UNPAID",
                    terms.contractId(),
                    TREASURY,
                    match.paid().open().getFirst().commandedOn(),
                    open,
                    "%s of %s is open".formatted(money(open), money(match.settled().grossMinor())),
                    "order the payment, or find it in the bank's statement");
        }
        long notInvoiced = match.charged().grossMinor() - section.invoicedMinor();
        if (section.isInvoiced() && notInvoiced != 0 && match.metered().metersOpen() == 0) {
            money(
                    "NOT_INVOICED",
                    terms.contractId(),
                    ACCOUNTING,
                    period.endDate(),
                    notInvoiced,
                    money(notInvoiced) + " is charged and not invoiced",
                    "issue the invoice");
        }
        if (match.paid().movedMinor() != 0
                && match.paid().recordedMinor() != 0
                && match.paid().movedMinor() != match.paid().recordedMinor()) {
            money(
                    "PAID_TWO_WAYS",
                    terms.contractId(),
                    TREASURY,
                    period.endDate(),
                    match.paid().movedMinor() - match.paid().recordedMinor(),
                    "%s moved in escrow, %s noted as paid"
                            .formatted(
                                    money(match.paid().movedMinor()),
                                    money(match.paid().recordedMinor())),
                    "note what moved in escrow, and nothing else");
        }
    }

    private void bank() {
        for (PeriodFacts.Entry entry : facts.bankExceptions(Report.EXCEPTIONS_MAX)) {
            boolean written = entry.outcome().equals("WITHIN_TOLERANCE");
            Money booked = new Money(entry.minor(), Currency.getInstance(entry.currency()));
            money(
                    "BANK_" + entry.outcome(),
                    entry.reference(),
                    TREASURY,
                    entry.bookedOn(),
                    written ? entry.varianceMinor() : entry.minor(),
                    "%s booked for %s; %s".formatted(booked, entry.endToEndId(), entry.detail()),
                    switch (entry.outcome()) {
                        case "WITHIN_TOLERANCE" ->
                                "nothing; the difference is on the variance account";
                        case "UNDERPAID" -> "pay the rest, or agree on a credit";
                        case "OVERPAID" -> "claim back what is too much";
                        case "DUPLICATE" -> "nothing; it was booked once";
                        case "RETURNED" -> "ask the bank why, correct the account, order it again";
                        default -> "ask the bank";
                    });
        }
    }

    private void postings() {
        long off = section.postedDifferenceMilli();
        if (off != 0) {
            boolean tolerated = Math.abs(off) <= section.toleranceMilli();
            quantity(
                    tolerated ? "ERP_WITHIN_TOLERANCE" : "ERP_DIFFERS",
                    terms.contractId(),
                    ACCOUNTING,
                    off,
                    "the ERP posted %s of %s metered"
                            .formatted(
                                    ReportBuilder.base(
                                            section.postedDifferenceMilli()
                                                    + match.metered().quantityMilli()),
                                    ReportBuilder.base(match.metered().quantityMilli())),
                    tolerated
                            ? "nothing; post the difference with the next period"
                            : "post the difference, or reverse what was posted twice");
        }
    }

    private void quantity(
            String kind, String subject, String owner, long milli, String detail, String action) {
        found.add(
                finding(
                        kind,
                        subject,
                        owner,
                        period.endDate(),
                        null,
                        ReportBuilder.base(milli),
                        detail,
                        action));
    }

    private void money(
            String kind,
            String subject,
            String owner,
            LocalDate since,
            long minor,
            String detail,
            String action) {
        BigDecimal value = new Money(minor, terms.currency()).major();
        found.add(finding(kind, subject, owner, since, value, null, detail, action));
    }

    private Finding finding(
            String kind,
            String subject,
            String owner,
            LocalDate since,
            @Nullable BigDecimal value,
            @Nullable BigDecimal quantity,
            String detail,
            String action) {
        long age = Math.max(0, ChronoUnit.DAYS.between(since, asOf));
        return new Finding(kind, subject, owner, since, age, value, quantity, detail, action);
    }

    private String money(long minor) {
        return new Money(minor, terms.currency()).toString();
    }
}
