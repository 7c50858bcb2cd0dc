package io.usance.report;

import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.finance.PeriodCharges;
import io.usance.query.ExceptionQuery.ContractException;
import io.usance.reconciliation.PeriodBank;
import io.usance.reconciliation.PeriodMatch;
import io.usance.report.Report.BridgeLine;
import io.usance.report.Report.Check;
import io.usance.report.Report.Detail;
import io.usance.report.Report.Evidence;
import io.usance.report.Report.LevelCourse;
import io.usance.report.Report.MeterChapter;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * All that a report is made of, as of one moment.
 *
 * @param bank what the bank's statements say of the period
 * @param asOf day that ages count to
 */
record ReportData(
        ReportScope scope,
        PeriodMatch match,
        Billed billed,
        Meters meters,
        PeriodBank.Facts bank,
        Proof proof,
        LocalDate asOf) {

    /**
     * What was billed.
     *
     * @param charges by the contract's events
     * @param invoices of the period
     * @param exceptions of the contract in the period, open and ended
     */
    record Billed(
            PeriodCharges charges,
            List<InvoiceIssued> invoices,
            List<ContractException> exceptions) {}

    /**
     * What stands behind the figures.
     *
     * @param evidence the batches
     * @param settlements rows of the file of settlements
     * @param details the files of single entries
     */
    record Proof(Evidence evidence, long settlements, List<Detail> details) {}

    /**
     * What the meters say, by kind.
     *
     * @param sections of the kinds that meter the contract
     * @param parts what each of them says, in the same order
     */
    record Meters(List<MeterSection> sections, List<MeterPart> parts) {

        /** What a meter is called: by its kind, if all are of one. */
        String singular() {
            return sections.size() == 1 ? sections.getFirst().kind() : "meter";
        }

        /** What they are called. */
        String plural() {
            return sections.size() == 1 ? sections.getFirst().plural() : "meters";
        }

        /** Kind of the exception that some have not closed the period. */
        String openKind() {
            return singular().toUpperCase(Locale.ROOT) + "_OPEN";
        }

        List<BridgeLine> bridge() {
            return parts.stream().flatMap(part -> part.stock().bridge().stream()).toList();
        }

        List<LevelCourse> levels() {
            return parts.stream().flatMap(part -> part.stock().levels().stream()).toList();
        }

        List<MeterChapter> chapters() {
            return parts.stream().map(MeterPart::chapter).filter(Objects::nonNull).toList();
        }

        List<Check> checks() {
            return parts.stream().flatMap(part -> part.checks().stream()).toList();
        }

        List<MeterPart.Notice> notices() {
            return parts.stream().flatMap(part -> part.notices().stream()).toList();
        }

        MeterPart.Counts counts() {
            return parts.stream()
                    .map(MeterPart::counts)
                    .reduce(MeterPart.Counts.NONE, MeterPart.Counts::plus);
        }
    }
}
