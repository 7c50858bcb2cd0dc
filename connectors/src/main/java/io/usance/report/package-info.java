/**
 * The reconciliation report of one period of a contract. {@link io.usance.report.ReportCollector}
 * reads events and read models and writes the files of single entries; {@link
 * io.usance.report.ReportBuilder} makes a {@link io.usance.report.Report} of it, whose JSON is the
 * canonical copy; CSV, XLSX, HTML and PDF are rendered from it. The same state gives the same
 * bytes.
 *
 * <p>What meters say is their kind's business: a {@link io.usance.report.MeterSection} of the
 * registry that is handed in brings tables, pictures and checks.
 */
@org.jspecify.annotations.NullMarked
package io.usance.report;
