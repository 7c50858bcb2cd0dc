package io.usance.report;

import io.usance.contract.ContractTerms;
import io.usance.engine.BillingEngine;
import io.usance.finance.FinanceEvent.InvoiceIssued;
import io.usance.finance.FinanceException;
import io.usance.period.BillingPeriod;
import io.usance.query.ExceptionQuery.ContractException;
import io.usance.reconciliation.ContractHistory;
import io.usance.reconciliation.PeriodBank;
import io.usance.reconciliation.PeriodMatch;
import io.usance.reconciliation.PeriodMatching;
import io.usance.reconciliation.PeriodSettlements;
import io.usance.reconciliation.ReadModels.Batch;
import io.usance.report.Report.Evidence;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the report of one period of a contract is made of.
 *
 * <p>What may be many (settlements, charges, readings) goes through to files, row by row; the
 * report holds their hashes, so its signature covers them.
 */
final class ReportCollector {
    private final BillingEngine engine;
    private final MeterSections sections;

    ReportCollector(BillingEngine engine, MeterSections sections) {
        this.engine = engine;
        this.sections = sections;
    }

    /**
     * Reads everything; the caller has a snapshot open.
     *
     * @param asOf day that ages count to; null for the day of the period's newest event
     * @param files takes the single entries, and is ended here
     * @throws FinanceException if the contract or the period is not known
     */
    ReportData collect(
            String contractId, String periodId, @Nullable LocalDate asOf, CsvFiles files) {
        ContractTerms terms = terms(contractId);
        BillingPeriod period = terms.calendar().period(periodId);
        PeriodMatch match = match(contractId, periodId);
        ReportScope scope = new ReportScope(terms, period, match.period().state());
        ChargeEntries charges = ChargeEntries.into(files, scope);
        new ContractHistory(engine.internals().log()).read(contractId, charges::take);
        ReportData.Meters meters = meters(scope, match, files);
        PeriodBank.Facts bank =
                new PeriodBank(
                                engine.internals().transactions(),
                                scope.contractId(),
                                scope.periodId())
                        .read(Report.EXCEPTIONS_MAX);
        SettlementEntries settlements =
                new SettlementEntries(
                        new PeriodSettlements(engine.internals().transactions()), scope);
        long settled = settlements.write(files);
        return new ReportData(
                scope,
                match,
                new ReportData.Billed(charges.charges(), invoices(scope), exceptions(scope)),
                meters,
                bank,
                new ReportData.Proof(evidence(match, settlements), settled, files.end()),
                asOf == null ? newest(scope, charges.last(), bank.lastBooking()) : asOf);
    }

    private ContractTerms terms(String contractId) {
        ContractTerms terms = engine.contractTerms(contractId);
        if (terms == null) {
            throw new FinanceException(
                    "contract " + contractId + " is not signed in this database; check its id");
        }
        return terms;
    }

    private PeriodMatch match(String contractId, String periodId) {
        return new PeriodMatching(engine.internals().transactions())
                .match(contractId, periodId)
                .orElseThrow(() ->
                        new FinanceException(
                                "contract %s has nothing in period %s: no charge was made for it"
                                        .formatted(contractId, periodId)));
    }

    private ReportData.Meters meters(ReportScope scope, PeriodMatch match, CsvFiles files) {
        List<MeterSection> asked =
                sections.of(
                        match.metered().quantities().stream()
                                .map(PeriodMatch.NamedQuantity::kind)
                                .collect(Collectors.toSet()));
        List<MeterPart> parts = new ArrayList<>();
        for (MeterSection section : asked) {
            parts.add(section.collect(engine, scope, files));
        }
        return new ReportData.Meters(asked, parts);
    }

    private List<InvoiceIssued> invoices(ReportScope scope) {
        return engine.finance().invoices().issued(scope.contractId()).stream()
                .filter(one -> one.periodId().equals(scope.periodId()))
                .toList();
    }

    private List<ContractException> exceptions(ReportScope scope) {
        return engine
                .queries()
                .exceptions()
                .contract(scope.contractId())
                .period(scope.periodId())
                .stream()
                .limit(Report.EXCEPTIONS_MAX)
                .toList();
    }

    private static Evidence evidence(PeriodMatch match, SettlementEntries settlements) {
        Long lastNo = match.anchored().lastBatch();
        Batch last = lastNo == null ? null : settlements.batch(lastNo);
        return new Evidence(
                match.anchored().firstBatch(),
                lastNo,
                last == null ? null : last.root(),
                last == null ? null : last.transaction(),
                last == null ? null : last.blockNumber());
    }

    /** Not before the period's end. */
    private static LocalDate newest(
            ReportScope scope, @Nullable LocalDate event, @Nullable LocalDate booking) {
        return later(later(scope.period().endDate(), event), booking);
    }

    private static LocalDate later(LocalDate one, @Nullable LocalDate other) {
        return other == null || other.isBefore(one) ? one : other;
    }
}
