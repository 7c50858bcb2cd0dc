package io.usance.query;

import io.usance.contract.ContractEvent.SettlementPurpose;
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

/** Settlement commands in the order they were commanded. */
public final class SettlementQuery extends PagedQuery<SettlementQuery, SettlementQuery.Settlement> {
    private static final String POSITION = "s.position";

    SettlementQuery(Transactions transactions) {
        super(transactions, "settlements", List.of(POSITION));
    }

    /** How far a settlement's proof has come. */
    public enum Proof {
        /** In no batch yet. */
        NONE,
        /** In a batch, which is not on the ledger yet. */
        SEALED,
        /** On the ledger, but not deep enough to be final. */
        ANCHORED,
        /** Final. */
        CONFIRMED
    }

    /**
     * One settlement command.
     *
     * @param position of its event in the log
     * @param meterId the only meter behind it; null if there are several, or none
     * @param quantity settled; negative for a credit, zero for a tax or a fee
     * @param amount negative moves from payee to payer
     * @param payer account
     * @param payee account
     * @param batchNo the batch it is sealed in; null if none yet
     */
    public record Settlement(
            String settlementId,
            long position,
            String contractId,
            @Nullable String meterId,
            String periodId,
            Quantity quantity,
            Money amount,
            String payer,
            String payee,
            SettlementPurpose purpose,
            Instant commandedAt,
            Proof proof,
            @Nullable Long batchNo) {}

    /** Those of one contract. */
    public SettlementQuery contract(String contractId) {
        return where("s.contract_id = ?", named("contract", contractId));
    }

    /**
     * Those of one billing period.
     *
     * @param periodId as the events have it, for example {@code 2026-03-01/2026-04-01}: its first
     *     day and the day after its last
     */
    public SettlementQuery period(String periodId) {
        return where("s.period_id = ?", named("period", periodId));
    }

    /** Those for one purpose. */
    public SettlementQuery purpose(SettlementPurpose purpose) {
        return where("s.purpose = ?", named("purpose", purpose));
    }

    /** Those of an account that pays. */
    public SettlementQuery payer(String account) {
        return where("s.payer = ?", named("payer", account));
    }

    /** Those of an account that is paid. */
    public SettlementQuery payee(String account) {
        return where("s.payee = ?", named("payee", account));
    }

    /** Those commanded at an instant or later. */
    public SettlementQuery from(Instant commandedAt) {
        return where("s.commanded_at >= ?::timestamptz", at("from", commandedAt));
    }

    /** Those commanded before an instant. */
    public SettlementQuery before(Instant commandedAt) {
        return where("s.commanded_at < ?::timestamptz", at("before", commandedAt));
    }

    /** Those whose proof has come just so far. */
    public SettlementQuery proof(Proof proof) {
        return where("coalesce(b.state, 'NONE') = ?", named("proof", proof));
    }

    @Override
    SettlementQuery self() {
        return this;
    }

    @Override
    String select() {
        return "select s.*, b.batch_no, b.state as batch_state from usance.settlement s left join usance.batch b"
                + " on s.position > b.after_position and s.position <= b.up_to_position";
    }

    @Override
    Object keyValue(String column, String text) {
        return Long.valueOf(text);
    }

    @Override
    Settlement item(Record row) {
        String batchState = row.get("batch_state", String.class);
        return new Settlement(
                row.get("settlement_id", String.class),
                row.get("position", long.class),
                row.get("contract_id", String.class),
                row.get("meter_id", String.class),
                row.get("period_id", String.class),
                new Quantity(
                        row.get("quantity_milli", long.class),
                        Dimension.valueOf(row.get("dimension", String.class))),
                new Money(
                        row.get("amount_minor", long.class),
                        Currency.getInstance(row.get("currency", String.class))),
                row.get("payer", String.class),
                row.get("payee", String.class),
                SettlementPurpose.valueOf(row.get("purpose", String.class)),
                row.get("commanded_at", OffsetDateTime.class).toInstant(),
                batchState == null ? Proof.NONE : Proof.valueOf(batchState),
                row.get("batch_no", Long.class));
    }
}
