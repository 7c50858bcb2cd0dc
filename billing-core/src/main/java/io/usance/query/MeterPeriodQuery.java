package io.usance.query;

import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.store.Transactions;
import java.util.List;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The balances of meters in their billing periods, by meter, kind, period and quantity. */
public final class MeterPeriodQuery
        extends PagedQuery<MeterPeriodQuery, MeterPeriodQuery.MeterPeriod> {

    MeterPeriodQuery(Transactions transactions) {
        super(
                transactions,
                "meter periods",
                List.of("m.meter_id", "m.kind", "m.period_id", "m.quantity"));
    }

    /** How far a meter's period has come. */
    public enum State {
        OPEN,
        CLOSED,
        /** Closed; what could not be metered is carried into the next period. */
        CARRIED,
        /** Closed with less than nothing consumed, which is not charged. */
        NEGATIVE
    }

    /**
     * A meter's balance of one quantity in one period: of a stock {@code opening + delivered +
     * adjusted - closing = consumed}, of a register that counts up {@code closing - opening -
     * delivered - adjusted = consumed}.
     *
     * @param kind name of the kind of meter
     * @param quantityName which of the meter's quantities; empty if it has only one
     * @param countsUp true for a register
     * @param opening null if it is not measured yet, or there is neither stock nor register
     * @param closing null while the period is open, or there is neither stock nor register
     * @param consumed null while the period is open
     * @param uncertainty expanded (k = 2) of the consumed quantity; null if unknown
     */
    public record MeterPeriod(
            String meterId,
            String kind,
            String periodId,
            String quantityName,
            String contractId,
            State state,
            boolean countsUp,
            @Nullable Quantity opening,
            Quantity delivered,
            Quantity adjusted,
            Quantity metered,
            @Nullable Quantity closing,
            @Nullable Quantity consumed,
            @Nullable Quantity uncertainty) {}

    /** Those of one meter, whatever its kind. */
    public MeterPeriodQuery meter(String meterId) {
        return where("m.meter_id = ?", named("meter", meterId));
    }

    /** Those of the meters of one kind. */
    public MeterPeriodQuery kind(String kind) {
        return where("m.kind = ?", named("kind", kind));
    }

    /** Those under one contract. */
    public MeterPeriodQuery contract(String contractId) {
        return where("m.contract_id = ?", named("contract", contractId));
    }

    /**
     * Those of one billing period.
     *
     * @param periodId as the events have it, for example {@code 2026-03}
     */
    public MeterPeriodQuery period(String periodId) {
        return where("m.period_id = ?", named("period", periodId));
    }

    /** Those that have come just so far. */
    public MeterPeriodQuery state(State state) {
        return where("m.state = ?", named("state", state));
    }

    @Override
    MeterPeriodQuery self() {
        return this;
    }

    @Override
    String select() {
        return "select m.* from usance.meter_period m";
    }

    @Override
    MeterPeriod item(Record row) {
        Dimension dimension = Dimension.valueOf(row.get("dimension", String.class));
        return new MeterPeriod(
                row.get("meter_id", String.class),
                row.get("kind", String.class),
                row.get("period_id", String.class),
                row.get("quantity", String.class),
                row.get("contract_id", String.class),
                State.valueOf(row.get("state", String.class)),
                row.get("counts_up", boolean.class),
                known(row, "opening_milli", dimension),
                new Quantity(row.get("delivered_milli", long.class), dimension),
                new Quantity(row.get("adjusted_milli", long.class), dimension),
                new Quantity(row.get("metered_milli", long.class), dimension),
                known(row, "closing_milli", dimension),
                known(row, "consumed_milli", dimension),
                known(row, "uncertainty_milli", dimension));
    }

    private static @Nullable Quantity known(Record row, String column, Dimension dimension) {
        Long milli = row.get(column, Long.class);
        return milli == null ? null : new Quantity(milli, dimension);
    }
}
