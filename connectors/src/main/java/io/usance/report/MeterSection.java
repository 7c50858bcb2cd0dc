package io.usance.report;

import io.usance.chart.Drawing;
import io.usance.engine.BillingEngine;
import java.util.List;

/**
 * What a kind of meter brings to a report: what its meters say of a period, as tables and pictures.
 * Has no state; the forms of the report (JSON, CSV, XLSX, HTML, PDF) are not its business.
 */
public interface MeterSection {

    /** Name of the kind, as the engine has it. */
    String kind();

    /** What its meters are called, in the plural: {@code silos}. */
    String plural();

    /**
     * Reads what the contract's meters of this kind say of the period, as of the report's moment.
     *
     * @param files for single entries, such as readings; they are read page by page and not kept
     * @throws io.usance.store.StoreUnavailableException if the database cannot be reached
     */
    MeterPart collect(BillingEngine engine, ReportScope scope, EntryFiles files);

    /** Its tables, from the canonical report alone. */
    default List<Table> tables(Report report) {
        return MeterTables.of(report, kind());
    }

    /** Its pictures, from the canonical report alone; they are shown behind its last table. */
    default List<Drawing> pictures(Report report) {
        return MeterTables.pictures(report, kind());
    }
}
