package io.usance.report.silo;

import io.usance.meter.silo.UncertaintyBudget;
import io.usance.quantity.Quantity;
import io.usance.reconciliation.ReadModels.MeterPeriod;
import io.usance.report.Report.BridgeLine;
import io.usance.report.Report.Check;
import io.usance.report.Report.UncertaintyLine;
import io.usance.report.ReportScope;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The stock bridge of a period, {@code opening + deliveries + adjustments - closing = consumed}.
 *
 * @param lines of each silo, then their total
 * @param open true while the period is not settled
 */
record StockBridge(List<BridgeLine> lines, boolean open) {
    private static final String TOTAL = "total";

    /** Quantities of a line, thousandths of the base unit; zero where nothing is known yet. */
    private record Stock(
            long openingMilli,
            long deliveredMilli,
            long adjustedMilli,
            long closingMilli,
            long consumedMilli) {
        static final Stock NOTHING = new Stock(0, 0, 0, 0, 0);

        static Stock of(MeterPeriod silo) {
            return new Stock(
                    orZero(silo.openingMilli()),
                    silo.deliveredMilli(),
                    silo.adjustedMilli(),
                    orZero(silo.closingMilli()),
                    orZero(silo.consumedMilli()));
        }

        Stock plus(Stock other) {
            return new Stock(
                    openingMilli + other.openingMilli,
                    deliveredMilli + other.deliveredMilli,
                    adjustedMilli + other.adjustedMilli,
                    closingMilli + other.closingMilli,
                    consumedMilli + other.consumedMilli);
        }

        boolean holds() {
            return openingMilli + deliveredMilli + adjustedMilli - closingMilli == consumedMilli;
        }

        BridgeLine line(
                String name,
                long uncertaintyMilli,
                String state,
                boolean holds,
                @Nullable UncertaintyLine budget) {
            return new BridgeLine(
                    name,
                    ReportScope.base(openingMilli),
                    ReportScope.base(deliveredMilli),
                    ReportScope.base(adjustedMilli),
                    ReportScope.base(closingMilli),
                    ReportScope.base(consumedMilli),
                    ReportScope.base(uncertaintyMilli),
                    state,
                    holds,
                    budget);
        }
    }

    /**
     * Of the silos among these meters.
     *
     * @param state of the period, OPEN or SETTLED
     * @param budgets by silo, of those that have one
     */
    static StockBridge of(
            List<MeterPeriod> meters, String state, Map<String, UncertaintyBudget> budgets) {
        List<BridgeLine> lines = new ArrayList<>();
        Stock sum = Stock.NOTHING;
        // Expanded uncertainties are independent: the root of the sum of squares. No money is of
        // it.
        double squares = 0;
        boolean holds = true;
        for (MeterPeriod silo : meters) {
            if (!silo.kind().equals(SiloSection.KIND)) {
                continue;
            }
            Stock stock = Stock.of(silo);
            boolean lineHolds = silo.consumedMilli() == null || stock.holds();
            long uncertainty = orZero(silo.uncertaintyMilli());
            UncertaintyBudget budget = budgets.get(silo.meterId());
            lines.add(
                    stock.line(
                            silo.meterId(),
                            uncertainty,
                            silo.state(),
                            lineHolds,
                            budget == null ? null : line(budget)));
            sum = sum.plus(stock);
            squares += Math.pow(uncertainty, 2);
            holds &= lineHolds;
        }
        lines.add(sum.line(TOTAL, Math.round(Math.sqrt(squares)), state, holds, null));
        return new StockBridge(lines, !state.equals("SETTLED"));
    }

    /** The identity over all silos; it does not have to hold while the period is open. */
    Check check() {
        BridgeLine total = lines.getLast();
        BigDecimal left =
                total.opening()
                        .add(total.deliveries())
                        .add(total.adjustments())
                        .subtract(total.closing());
        BigDecimal right = open ? left : total.consumed();
        return new Check(
                "opening + deliveries + adjustments - closing = consumed",
                left,
                right,
                left.compareTo(right) == 0);
    }

    private static UncertaintyLine line(UncertaintyBudget budget) {
        Quantity saturation = budget.saturation();
        return new UncertaintyLine(
                ReportScope.base(budget.repeatability()),
                ReportScope.base(budget.resolution()),
                ReportScope.base(budget.accuracy()),
                ReportScope.base(budget.temperature()),
                ReportScope.base(budget.deliveries()),
                ReportScope.base(budget.interpolation()),
                ReportScope.base(budget.combined()),
                ReportScope.base(budget.otherPeriods()),
                saturation == null ? null : ReportScope.base(saturation));
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }
}
