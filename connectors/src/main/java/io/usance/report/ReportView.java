package io.usance.report;

import io.usance.chart.Drawing;
import java.util.ArrayList;
import java.util.List;

/**
 * A report as it is shown: tables in their order, each with the pictures that belong to it. All of
 * it follows from the canonical report.
 */
record ReportView(Report report, List<Shown> shown) {

    record Shown(Table table, List<Drawing> pictures) {}

    /**
     * @param sections of the kinds that meter the contract
     */
    static ReportView of(Report report, List<MeterSection> sections) {
        List<Shown> shown = new ArrayList<>();
        add(shown, ReportTables.header(report.header()), ReportTables.exceptions(report));
        for (MeterSection section : sections) {
            meters(shown, section.tables(report), section.pictures(report));
        }
        shown.add(new Shown(ReportTables.match(report), new Pictures(report).all()));
        add(
                shown,
                ReportTables.prices(report),
                ReportTables.money(report),
                ReportTables.invoices(report),
                ReportTables.ageing(report),
                ReportTables.measures(report.measures()),
                ReportTables.identities(report),
                ReportTables.changes(report),
                ReportTables.details(report));
        return new ReportView(report, List.copyOf(shown));
    }

    private static void add(List<Shown> shown, Table... tables) {
        for (Table table : tables) {
            shown.add(new Shown(table, List.of()));
        }
    }

    /** Pictures behind the last table. */
    private static void meters(List<Shown> shown, List<Table> tables, List<Drawing> pictures) {
        for (int i = 0; i < tables.size(); i++) {
            shown.add(new Shown(tables.get(i), i == tables.size() - 1 ? pictures : List.of()));
        }
    }

    List<Table> tables() {
        return shown.stream().map(Shown::table).toList();
    }
}
