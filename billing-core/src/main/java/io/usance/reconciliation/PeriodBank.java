package io.usance.reconciliation;

import io.usance.money.Money;
import io.usance.store.Transactions;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** What the bank's statements say of the payments that name a contract's period. */
public final class PeriodBank {
    private final Transactions transactions;
    private final String contractId;
    private final String periodId;

    public PeriodBank(Transactions transactions, String contractId, String periodId) {
        this.transactions = transactions;
        this.contractId = contractId;
        this.periodId = periodId;
    }

    /**
     * What they say.
     *
     * @param exceptions entries that are not simply matched
     * @param lastBooking newest booking date; null if there is none
     */
    public record Facts(Cash cash, List<Entry> exceptions, @Nullable LocalDate lastBooking) {}

    /**
     * A bank's entry that touches the period.
     *
     * @param variance within tolerance and written off; else zero
     */
    public record Entry(
            String reference,
            String endToEndId,
            Money booked,
            LocalDate bookedOn,
            String outcome,
            Money variance,
            String detail) {}

    /**
     * How long it took from command to cash, and how much of the entries matched.
     *
     * @param medianDays null if nothing is paid by a bank
     * @param p95Days null if nothing is paid by a bank
     */
    public record Cash(
            @Nullable BigDecimal medianDays,
            @Nullable BigDecimal p95Days,
            Entries matched,
            Entries all) {}

    /**
     * Entries of statements.
     *
     * @param minor their sum, minor units
     */
    public record Entries(long count, long minor) {}

    /**
     * Reads them.
     *
     * @param exceptionsMax most exceptions that are read
     */
    public Facts read(int exceptionsMax) {
        return transactions.read(
                sql -> new Facts(cash(sql), exceptions(sql, exceptionsMax), lastBooking(sql)));
    }

    private List<Entry> exceptions(DSLContext sql, int max) {
        return sql.fetch(
                        "select * from usance.bank_entry where outcome <> 'MATCHED' and end_to_end_id in"
                                + " (select end_to_end_id from usance.payment_part where contract_id = ? and period_id = ?)"
                                + " order by booked_on, account, statement_id, entry_no limit ?",
                        contractId,
                        periodId,
                        max)
                .map(PeriodBank::entry);
    }

    private static Entry entry(Record row) {
        Currency currency = Currency.getInstance(row.get("currency", String.class));
        return new Entry(
                row.get("reference", String.class),
                row.get("end_to_end_id", String.class),
                new Money(row.get("amount_minor", long.class), currency),
                row.get("booked_on", LocalDate.class),
                row.get("outcome", String.class),
                new Money(row.get("variance_minor", long.class), currency),
                row.get("detail", String.class));
    }

    private @Nullable LocalDate lastBooking(DSLContext sql) {
        return sql.fetchSingle(
                        "select max(booked_on) from usance.bank_entry where end_to_end_id in"
                                + " (select end_to_end_id from usance.payment_part where contract_id = ? and period_id = ?)",
                        contractId,
                        periodId)
                .get(0, LocalDate.class);
    }

    /** By the bank's booking dates. */
    private Cash cash(DSLContext sql) {
        Record entries =
                sql.fetchSingle(
                        "select count(*) filter (where outcome in ('MATCHED', 'WITHIN_TOLERANCE')), count(*),"
                                + " coalesce(sum(amount_minor) filter (where outcome in ('MATCHED', 'WITHIN_TOLERANCE')), 0)::bigint,"
                                + " coalesce(sum(amount_minor), 0)::bigint, max(booked_on)"
                                + " from usance.bank_entry where end_to_end_id in"
                                + " (select end_to_end_id from usance.payment_part where contract_id = ? and period_id = ?)",
                        contractId,
                        periodId);
        LocalDate booked = entries.get(4, LocalDate.class);
        Record days =
                sql.fetchSingle(
                        "select percentile_disc(0.5) within group (order by days), percentile_disc(0.95) within group (order by days)"
                                + " from (select ?::date - (commanded_at at time zone 'UTC')::date as days"
                                + " from usance.settlement where contract_id = ? and period_id = ?) d",
                        booked == null ? null : booked.toString(),
                        contractId,
                        periodId);
        return new Cash(
                days(days.get(0, Integer.class)),
                days(days.get(1, Integer.class)),
                new Entries(entries.get(0, long.class), entries.get(2, long.class)),
                new Entries(entries.get(1, long.class), entries.get(3, long.class)));
    }

    private static @Nullable BigDecimal days(@Nullable Integer days) {
        return days == null ? null : BigDecimal.valueOf(days);
    }
}
