package io.usance.report;

import io.usance.contract.ContractEvent;
import io.usance.contract.ContractEvent.ChargeAdjusted;
import io.usance.contract.ContractEvent.ConsumptionCharged;
import io.usance.finance.PeriodCharges;
import io.usance.money.Money;
import io.usance.pricing.RatingLine;
import io.usance.store.RecordedEvent;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The contract's events, in order: what was charged for the period, line by line. */
final class ChargeEntries {
    private final ReportScope scope;
    private final EntryRows rows;
    private final PeriodCharges charges;
    private @Nullable LocalDate last;

    private ChargeEntries(ReportScope scope, EntryRows rows) {
        this.scope = scope;
        this.rows = rows;
        charges = new PeriodCharges(scope.periodId());
    }

    /** Into a new file. */
    static ChargeEntries into(EntryFiles files, ReportScope scope) {
        return new ChargeEntries(
                scope,
                files.open(
                        "charges.csv",
                        "event",
                        "silo_id",
                        "consumption_no",
                        "kind",
                        "quantity",
                        "amount",
                        "contract_version",
                        "line_tier",
                        "line_quantity",
                        "line_unit",
                        "line_unit_price",
                        "line_amount_exact",
                        "line_basis"));
    }

    /** What the events so far add up to. */
    PeriodCharges charges() {
        return charges;
    }

    /** Day of the newest event so far that concerns the period; null if there is none. */
    @Nullable LocalDate last() {
        return last;
    }

    void take(RecordedEvent event) {
        ContractEvent payload = (ContractEvent) event.payload();
        charges.add(payload);
        if (concerns(payload)) {
            last = event.recordedAt().atZone(scope.period().zone()).toLocalDate();
        }
        switch (payload) {
            case ConsumptionCharged e when isOurs(e.periodId()) ->
                    lines(
                            new Charge(
                                    event.position(),
                                    e.siloId(),
                                    e.consumptionNo(),
                                    e.kind().name(),
                                    ReportScope.base(e.quantity()),
                                    e.amount(),
                                    e.contractVersion(),
                                    e.restReason() == null ? null : e.restReason().words()),
                            e.lines());
            case ChargeAdjusted e when isOurs(e.periodId()) ->
                    lines(
                            new Charge(
                                    event.position(),
                                    null,
                                    0,
                                    e.cause().name(),
                                    BigDecimal.ZERO,
                                    e.amount(),
                                    e.contractVersion(),
                                    null),
                            e.lines());
            default -> {}
        }
    }

    /** What later periods bring does not make this one older. */
    private boolean concerns(ContractEvent event) {
        return switch (event) {
            case ConsumptionCharged e -> isOurs(e.periodId());
            case ChargeAdjusted e -> isOurs(e.periodId());
            case ContractEvent.SettlementCommanded e -> isOurs(e.periodId());
            case ContractEvent.PeriodSettled e -> isOurs(e.periodId());
            default -> false;
        };
    }

    private boolean isOurs(String periodId) {
        return periodId.equals(scope.periodId());
    }

    /**
     * What is the same in all rows of an event.
     *
     * @param rest why it is in the rest of the bands; null if the clock says so, or there are none
     */
    private record Charge(
            long position,
            @Nullable String meterId,
            long meteredNo,
            String kind,
            BigDecimal quantity,
            Money amount,
            int version,
            @Nullable String rest) {}

    private void lines(Charge charge, List<RatingLine> lines) {
        if (lines.isEmpty()) {
            rows.row(
                    charge.position(),
                    charge.meterId(),
                    charge.meteredNo(),
                    charge.kind(),
                    charge.quantity(),
                    charge.amount().major(),
                    charge.version());
        }
        for (RatingLine line : lines) {
            rows.row(
                    charge.position(),
                    charge.meterId(),
                    charge.meteredNo(),
                    charge.kind(),
                    charge.quantity(),
                    charge.amount().major(),
                    charge.version(),
                    line.tier(),
                    Table.cell(line.quantity()),
                    line.unit() == null ? null : line.unit().code(),
                    line.unitPrice(),
                    Table.cell(line.amountExact()),
                    basis(line, charge.rest()));
        }
    }

    private static @Nullable String basis(RatingLine line, @Nullable String rest) {
        if (line.of() == null) {
            return line.basis();
        }
        String how =
                Stream.of(rest, line.basis())
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(", "));
        return Table.basis(line.of(), how);
    }
}
