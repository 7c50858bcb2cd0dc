/**
 * The reconciliation report of one period of a contract. {@link io.usance.report.ReportBuilder}
 * makes a {@link io.usance.report.Report} from the events and read models; its JSON is the
 * canonical copy, and CSV, XLSX, HTML and PDF are rendered from it. The same state gives the same
 * bytes.
 */
@org.jspecify.annotations.NullMarked
package io.usance.report;
