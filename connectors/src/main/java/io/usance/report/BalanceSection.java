package io.usance.report;

import io.usance.engine.BillingEngine;
import io.usance.quantity.Dimension;
import io.usance.reconciliation.ReadModels.MeterPeriod;
import io.usance.report.Report.Check;
import io.usance.report.Report.MeterChapter;
import io.usance.report.Report.MeterColumn;
import io.usance.report.Report.MeterTable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The section of a kind that has none of its own: the balance of every meter, by quantity, as the
 * read models have it. Of a stock {@code opening + in + adjusted - closing = consumed}; of a
 * register that counts up the other way round.
 *
 * @param kind name of the kind
 */
record BalanceSection(String kind) implements MeterSection {
    private static final List<MeterColumn> COLUMNS =
            Stream.concat(
                            Stream.of("meter", "quantity", "unit", "state")
                                    .map(name -> new MeterColumn(name, false)),
                            Stream.of(
                                            "opening",
                                            "in",
                                            "adjusted",
                                            "closing",
                                            "consumed",
                                            "± (k = 2)")
                                    .map(name -> new MeterColumn(name, true)))
                    .toList();

    /** Meter and quantity name a row. */
    private static final int KEYS = 2;

    @Override
    public String plural() {
        return "meters of kind " + kind;
    }

    @Override
    public MeterPart collect(BillingEngine engine, ReportScope scope, EntryFiles files) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        List<Check> checks = new ArrayList<>();
        for (MeterPeriod meter :
                engine.internals()
                        .readModels()
                        .meterPeriods(scope.contractId(), scope.periodId())) {
            if (meter.kind().equals(kind)) {
                rows.add(row(meter));
                check(meter, checks);
            }
        }
        MeterTable balances =
                new MeterTable(
                        kind + "-balance", "Balance by quantity, " + plural(), KEYS, COLUMNS, rows);
        return new MeterPart(
                MeterPart.Stock.NONE,
                new MeterChapter(kind, List.of(balances), List.of()),
                checks,
                List.of(),
                MeterPart.Counts.NONE);
    }

    private static List<@Nullable String> row(MeterPeriod meter) {
        return Arrays.asList(
                meter.meterId(),
                meter.quantityName(),
                Dimension.valueOf(meter.dimension()).baseUnitCode(),
                meter.state(),
                text(meter.openingMilli()),
                text(meter.deliveredMilli()),
                text(meter.adjustedMilli()),
                text(meter.closingMilli()),
                text(meter.consumedMilli()),
                text(meter.uncertaintyMilli()));
    }

    private static @Nullable String text(@Nullable Long milli) {
        return milli == null ? null : ReportScope.base(milli).toPlainString();
    }

    private static String name(MeterPeriod meter) {
        return meter.quantityName().isEmpty()
                ? meter.meterId()
                : meter.meterId() + ", " + meter.quantityName();
    }

    /** Only of what is closed, and has a stock or a register. */
    private static void check(MeterPeriod meter, List<Check> checks) {
        Long opening = meter.openingMilli();
        Long closing = meter.closingMilli();
        Long consumed = meter.consumedMilli();
        if (opening == null || closing == null || consumed == null) {
            return;
        }
        long stock = opening + meter.deliveredMilli() + meter.adjustedMilli() - closing;
        long expected = meter.countsUp() ? -stock : stock;
        BigDecimal left = ReportScope.base(expected);
        BigDecimal right = ReportScope.base(consumed);
        checks.add(
                new Check(
                        name(meter) + ": balance = consumed",
                        left,
                        right,
                        left.compareTo(right) == 0));
    }
}
