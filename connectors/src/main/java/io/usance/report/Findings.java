package io.usance.report;

import io.usance.contract.ContractEvent.HoldReason;
import io.usance.contract.ExceptionEnded;
import io.usance.query.ExceptionQuery.ContractException;
import io.usance.query.ExceptionQuery.End;
import io.usance.reconciliation.PeriodBank;
import io.usance.reconciliation.PeriodMatch;
import io.usance.report.Report.Finding;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What needs a person's attention: who, since when, how much is at stake, and what to do. */
final class Findings {
    private static final String ENDED = "nothing; a person has ended it";

    private static final String TREASURY = "treasury";
    private static final String PURCHASING = "purchasing";
    private static final String PLANT = "plant";
    private static final String OPERATIONS = "operations";
    private static final String ACCOUNTING = "accounting";

    private final ReportScope scope;
    private final PeriodMatch match;
    private final ReportData data;
    private final MatchSection section;
    private final List<Finding> found = new ArrayList<>();

    Findings(ReportData data, MatchSection section) {
        this.data = data;
        this.section = section;
        scope = data.scope();
        match = data.match();
    }

    List<Finding> list() {
        holds();
        way();
        bank();
        postings();
        meters();
        return limited();
    }

    /** What a meter says, with what became of it in the contract; then what no meter says. */
    private void meters() {
        List<ContractException> left = new ArrayList<>(data.billed().exceptions());
        for (MeterPart.Notice notice : data.meters().notices()) {
            List<ContractException> same =
                    left.stream()
                            .filter(one ->
                                    one.meterId().equals(notice.meterId())
                                            && one.kind().equals(notice.kind()))
                            .toList();
            left.removeAll(same);
            boolean ended = !same.isEmpty() && same.stream().noneMatch(ContractException::isOpen);
            quantity(
                    notice.kind(),
                    notice.meterId(),
                    PLANT,
                    notice.quantity().milli(),
                    notice.detail()
                            + same.stream()
                                    .map(one -> "; " + words(one))
                                    .collect(Collectors.joining()),
                    ended ? ENDED : notice.action());
        }
        for (ContractException one : left) {
            quantity(
                    one.kind(),
                    one.meterId(),
                    PLANT,
                    one.quantity().milli(),
                    "%s against %s; %s".formatted(one.quantity(), one.expected(), words(one)),
                    one.isOpen() ? "find out why, then accept or resolve it" : ENDED);
        }
    }

    private static String words(ContractException one) {
        End end = one.end();
        return end == null
                ? "exception %d is open%s"
                        .formatted(
                                one.exceptionNo(),
                                one.raisedAt() == null ? "" : " since " + one.raisedAt())
                : "exception %d was %s by %s on %s: %s"
                        .formatted(
                                one.exceptionNo(),
                                end.how() == ExceptionEnded.How.ACCEPTED ? "accepted" : "resolved",
                                end.by(),
                                end.at(),
                                end.why());
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
                        scope.contractId(),
                        OPERATIONS,
                        scope.period().endDate(),
                        null,
                        null,
                        more + " more exceptions are not listed",
                        "resolve those above and run the report again"));
        return List.copyOf(shown);
    }

    private void holds() {
        if (match.metered().metersOpen() > 0) {
            quantity(
                    data.meters().openKind(),
                    scope.contractId(),
                    PLANT,
                    0,
                    match.metered().metersOpen()
                            + " of "
                            + match.metered().meters()
                            + " "
                            + data.meters().plural()
                            + " have not closed the period",
                    "wait for their readings, or close the period by command");
        }
        if (match.charged().held() != null) {
            quantity(
                    "CHARGE_HELD",
                    scope.contractId(),
                    PURCHASING,
                    match.charged().sum().quantityMilli(),
                    "not charged: " + match.charged().held(),
                    switch (match.charged().held()) {
                        case "INDEX_VALUE_MISSING" -> "publish the index value";
                        case "CONTRACT_ENDED" ->
                                "sign another contract for the " + data.meters().singular();
                        default -> "amend the contract's price";
                    });
        }
        if (match.settled().held() != null) {
            money(
                    "SETTLEMENT_HELD",
                    scope.contractId(),
                    TREASURY,
                    scope.period().endDate(),
                    match.charged().grossMinor() - match.settled().grossMinor(),
                    "not commanded: " + match.settled().held(),
                    match.settled().held().equals(HoldReason.EXCEPTION.name())
                            ? "accept or resolve each open exception of the period"
                            : "pay what is outstanding, or raise the credit limit");
        }
    }

    private void way() {
        long notAnchored = match.settled().sum().count() - match.anchored().confirmed().count();
        if (notAnchored > 0) {
            money(
                    "NOT_ANCHORED",
                    scope.contractId(),
                    OPERATIONS,
                    scope.period().endDate(),
                    match.settled().grossMinor() - match.anchored().confirmed().grossMinor(),
                    notAnchored + " settlements are in no confirmed batch",
                    "see that the anchor runs; nothing is lost");
        }
        long open = match.settled().grossMinor() - match.paid().minor();
        if (open != 0 && !match.paid().open().isEmpty()) {
            money(
                    "UNPAID",
                    scope.contractId(),
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
                    scope.contractId(),
                    ACCOUNTING,
                    scope.period().endDate(),
                    notInvoiced,
                    money(notInvoiced) + " is charged and not invoiced",
                    "issue the invoice");
        }
        if (match.paid().movedMinor() != 0
                && match.paid().recordedMinor() != 0
                && match.paid().movedMinor() != match.paid().recordedMinor()) {
            money(
                    "PAID_TWO_WAYS",
                    scope.contractId(),
                    TREASURY,
                    scope.period().endDate(),
                    match.paid().movedMinor() - match.paid().recordedMinor(),
                    "%s moved in escrow, %s noted as paid"
                            .formatted(
                                    money(match.paid().movedMinor()),
                                    money(match.paid().recordedMinor())),
                    "note what moved in escrow, and nothing else");
        }
    }

    private void bank() {
        for (PeriodBank.Entry entry : data.bank().exceptions()) {
            boolean written = entry.outcome().equals("WITHIN_TOLERANCE");
            money(
                    "BANK_" + entry.outcome(),
                    entry.reference(),
                    TREASURY,
                    entry.bookedOn(),
                    (written ? entry.variance() : entry.booked()).amountMinor(),
                    "%s booked for %s; %s"
                            .formatted(entry.booked(), entry.endToEndId(), entry.detail()),
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
                    scope.contractId(),
                    ACCOUNTING,
                    off,
                    "the ERP posted %s of %s metered"
                            .formatted(
                                    ReportScope.base(
                                            section.postedDifferenceMilli()
                                                    + match.metered().quantityMilli()),
                                    ReportScope.base(match.metered().quantityMilli())),
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
                        scope.period().endDate(),
                        null,
                        ReportScope.base(milli),
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
        BigDecimal value = scope.major(minor);
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
        long age = Math.max(0, ChronoUnit.DAYS.between(since, data.asOf()));
        return new Finding(kind, subject, owner, since, age, value, quantity, detail, action);
    }

    private String money(long minor) {
        return scope.money(minor).toString();
    }
}
