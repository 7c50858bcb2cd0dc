package io.usance.finance;

import io.usance.finance.FinanceEvent.ReportAnchored;
import io.usance.finance.FinanceEvent.ReportDrafted;
import io.usance.finance.FinanceEvent.ReportReviewed;
import io.usance.finance.FinanceEvent.ReportSigned;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of the reports on one period of a contract.
 *
 * @param drafted the newest version; null if there is none
 * @param before the version before it; null if there is none
 * @param reviewed of the newest version; null if not reviewed
 * @param signed of the newest version; null if not signed
 * @param anchored of the newest version; null if it is not
 * @param events how many
 */
public record ReportHistory(
        @Nullable ReportDrafted drafted,
        @Nullable ReportDrafted before,
        @Nullable ReportReviewed reviewed,
        @Nullable ReportSigned signed,
        @Nullable ReportAnchored anchored,
        int events) {

    static ReportHistory of(List<FinanceEvent> events) {
        ReportHistory history = new ReportHistory(null, null, null, null, null, 0);
        for (FinanceEvent event : events) {
            history = history.and(event);
        }
        return history;
    }

    private ReportHistory and(FinanceEvent event) {
        return switch (event) {
            case ReportDrafted e -> new ReportHistory(e, drafted, null, null, null, events + 1);
            case ReportReviewed e ->
                    new ReportHistory(drafted, before, e, signed, anchored, events + 1);
            case ReportSigned e ->
                    new ReportHistory(drafted, before, reviewed, e, anchored, events + 1);
            case ReportAnchored e ->
                    new ReportHistory(drafted, before, reviewed, signed, e, events + 1);
            case FinanceEvent.InvoiceIssued e -> throw foreign(e);
            case FinanceEvent.PaymentsOrdered e -> throw foreign(e);
            case FinanceEvent.BankStatementRead e -> throw foreign(e);
            case FinanceEvent.GoodsMovementsRead e -> throw foreign(e);
        };
    }

    private static IllegalStateException foreign(FinanceEvent event) {
        return new IllegalStateException("not of a report: " + event);
    }

    /** DRAFT, REVIEWED, SIGNED or NONE. */
    public String state() {
        if (drafted == null) {
            return "NONE";
        }
        return signed != null ? "SIGNED" : reviewed != null ? "REVIEWED" : "DRAFT";
    }

    /** Figures of a version, empty if it is null. */
    public static SortedMap<String, String> figures(@Nullable ReportDrafted version) {
        return version == null ? new TreeMap<>() : version.figures();
    }
}
