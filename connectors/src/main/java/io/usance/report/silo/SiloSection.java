package io.usance.report.silo;

import io.usance.chart.Drawing;
import io.usance.engine.BillingEngine;
import io.usance.report.EntryFiles;
import io.usance.report.EntryRows;
import io.usance.report.MeterPart;
import io.usance.report.MeterSection;
import io.usance.report.Report;
import io.usance.report.ReportScope;
import io.usance.report.Table;
import java.util.ArrayList;
import java.util.List;

/** Silos in a report. */
public final class SiloSection implements MeterSection {
    static final String KIND = "silo";

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String plural() {
        return "silos";
    }

    @Override
    public MeterPart collect(BillingEngine engine, ReportScope scope, EntryFiles files) {
        EntryRows readings =
                files.open(
                        "readings.csv",
                        "silo_id",
                        "sensor_id",
                        "sequence",
                        "batch_id",
                        "sampled_at",
                        "kind",
                        "value",
                        "unit");
        SiloPass pass = new SiloPass(engine.internals().log(), scope, readings);
        pass.run();
        StockBridge bridge =
                StockBridge.of(
                        engine.internals()
                                .readModels()
                                .meterPeriods(scope.contractId(), scope.periodId()),
                        scope.state(),
                        pass.budgets());
        return new MeterPart(
                new MeterPart.Stock(bridge.lines(), pass.levels()),
                null,
                List.of(bridge.check()),
                pass.notices(),
                pass.counts());
    }

    @Override
    public List<Table> tables(Report report) {
        List<Table> tables = new ArrayList<>(List.of(BridgeTable.of(report)));
        BudgetTable.of(report).ifPresent(tables::add);
        return tables;
    }

    @Override
    public List<Drawing> pictures(Report report) {
        SiloPictures pictures = new SiloPictures(report);
        List<Drawing> all = new ArrayList<>();
        report.levels().forEach(course -> all.add(pictures.level(course)));
        all.add(pictures.bridge());
        return all;
    }
}
