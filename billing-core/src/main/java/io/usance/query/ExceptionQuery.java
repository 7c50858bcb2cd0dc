package io.usance.query;

import io.usance.contract.ExceptionEnded;
import io.usance.money.Money;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.store.Transactions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Currency;
import java.util.List;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The exceptions of contracts, by contract and number. */
public final class ExceptionQuery
        extends PagedQuery<ExceptionQuery, ExceptionQuery.ContractException> {
    private static final String NUMBER = "e.exception_no";

    ExceptionQuery(Transactions transactions) {
        super(transactions, "exceptions", List.of("e.contract_id", NUMBER));
    }

    /**
     * One exception.
     *
     * @param exceptionNo of the contract, from 1
     * @param kind why, as the meter names it
     * @param from when what is doubtful began
     * @param until when it ended
     * @param quantity how much it is, by the kind; may be negative
     * @param expected what it is held against; zero where there is nothing
     * @param raisedAt when the meter's event was recorded; null if unknown
     * @param end null while it is open
     * @param held what is held of its period for its exceptions, tax included; null if nothing is
     */
    public record ContractException(
            String contractId,
            long exceptionNo,
            String periodId,
            String meterId,
            String kind,
            Instant from,
            Instant until,
            Quantity quantity,
            Quantity expected,
            @Nullable Instant raisedAt,
            @Nullable End end,
            @Nullable Money held) {

        public boolean isOpen() {
            return end == null;
        }
    }

    /** Who has ended it, why and when. */
    public record End(ExceptionEnded.How how, String by, String why, Instant at) {}

    /** Those of one contract. */
    public ExceptionQuery contract(String contractId) {
        return where("e.contract_id = ?", named("contract", contractId));
    }

    /** Those of one meter, whatever its kind. */
    public ExceptionQuery meter(String meterId) {
        return where("e.meter_id = ?", named("meter", meterId));
    }

    /**
     * Those of one billing period.
     *
     * @param periodId as the events have it, for example {@code 2026-03-01/2026-04-01}
     */
    public ExceptionQuery period(String periodId) {
        return where("e.period_id = ?", named("period", periodId));
    }

    /** Those that no person has ended. */
    public ExceptionQuery open() {
        return where("e.ended_how is null");
    }

    @Override
    ExceptionQuery self() {
        return this;
    }

    @Override
    String select() {
        return "select e.*, p.currency, p.amount_minor + p.tax_minor - p.settled_minor"
                + " - p.tax_settled_minor as held_minor from usance.contract_exception e"
                + " left join usance.contract_period p on p.contract_id = e.contract_id"
                + " and p.period_id = e.period_id and p.settlement_held = 'EXCEPTION'"
                + " and e.ended_how is null";
    }

    @Override
    Object keyValue(String column, String text) {
        return column.equals(NUMBER) ? (Object) Long.valueOf(text) : text;
    }

    @Override
    ContractException item(Record row) {
        Dimension dimension = Dimension.valueOf(row.get("dimension", String.class));
        Long held = row.get("held_minor", Long.class);
        return new ContractException(
                row.get("contract_id", String.class),
                row.get("exception_no", long.class),
                row.get("period_id", String.class),
                row.get("meter_id", String.class),
                row.get("kind", String.class),
                row.get("from_at", OffsetDateTime.class).toInstant(),
                row.get("until_at", OffsetDateTime.class).toInstant(),
                new Quantity(row.get("quantity_milli", long.class), dimension),
                new Quantity(row.get("expected_milli", long.class), dimension),
                at(row, "raised_at"),
                end(row),
                held == null
                        ? null
                        : new Money(held, Currency.getInstance(row.get("currency", String.class))));
    }

    private static @Nullable End end(Record row) {
        String how = row.get("ended_how", String.class);
        return how == null
                ? null
                : new End(
                        ExceptionEnded.How.valueOf(how),
                        row.get("ended_by", String.class),
                        row.get("ended_why", String.class),
                        row.get("ended_at", OffsetDateTime.class).toInstant());
    }

    private static @Nullable Instant at(Record row, String column) {
        OffsetDateTime at = row.get(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
