package io.usance.reconciliation;

import io.usance.money.ExactAmount;
import io.usance.store.Positions;
import io.usance.store.Transactions;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * The identities. The two sides of each come from different events or tables: sums of instalments
 * on one side, what a meter, a contract or Kafka's positions say of themselves on the other.
 */
final class Identities {
    private final DSLContext sql;
    private final Set<String> singleRecords;
    private final Set<String> markedRecords;
    private final List<Identity> found = new ArrayList<>();

    private Identities(DSLContext sql, Set<String> singleRecords, Set<String> markedRecords) {
        this.sql = sql;
        this.singleRecords = singleRecords;
        this.markedRecords = markedRecords;
    }

    /**
     * All of them, as of one instant.
     *
     * @param singleRecords stored names of events that stand for one record taken each
     * @param markedRecords of those that do if they say so
     */
    static List<Identity> check(
            Transactions transactions,
            Positions positions,
            Set<String> singleRecords,
            Set<String> markedRecords) {
        return transactions.execute(() ->
                transactions.read(sql -> {
                    sql.execute("set transaction isolation level repeatable read");
                    Identities identities = new Identities(sql, singleRecords, markedRecords);
                    identities.intake(positions);
                    identities.log();
                    identities.meters();
                    identities.contracts();
                    identities.settlements();
                    identities.netting();
                    return List.copyOf(identities.found);
                }));
    }

    private void intake(Positions positions) {
        List<String> consumers =
                sql.fetch(
                                "select distinct consumer from usance.consumer_position where received > 0 order by 1")
                        .map(row -> row.get(0, String.class));
        for (String consumer : consumers) {
            Positions.Tally tally = positions.tally(consumer);
            found.add(
                    new Identity(
                            "records received = recorded + duplicate + quarantined ("
                                    + consumer
                                    + ")",
                            Long.toString(tally.received()),
                            tally.recorded()
                                    + " + "
                                    + tally.duplicate()
                                    + " + "
                                    + tally.quarantined(),
                            tally.received()
                                    == tally.recorded() + tally.duplicate() + tally.quarantined()));
        }
        if (!consumers.isEmpty()) {
            equal(
                    "records recorded = records in the log",
                    "select coalesce(sum(recorded), 0)::text from usance.consumer_position",
                    "select ((select coalesce(sum(readings), 0) from usance.meter_activity) + (select count(*)"
                            + " from usance.domain_event where payload_type in ("
                            + quoted(singleRecords)
                            + ")) + (select count(*) from usance.domain_event where payload_type in ("
                            + quoted(markedRecords)
                            + ") and payload::json -> 'entered' ->> 'ofRecord' = 'true'))::text");
        }
        equal(
                "records quarantined = records kept in quarantine",
                "select coalesce(sum(quarantined), 0)::text from usance.consumer_position",
                "select count(*)::text from usance.quarantine");
    }

    /** Stored names have neither quotes nor anything else that SQL could misread. */
    private static String quoted(Set<String> names) {
        return Stream.concat(Stream.of(""), names.stream().sorted())
                .collect(Collectors.joining("', '", "'", "'"));
    }

    private void log() {
        equal(
                "positions are contiguous: last position = events in the log",
                "select position::text from usance.event_head",
                "select count(*)::text from usance.domain_event");
    }

    private void meters() {
        everyRow(
                "opening + sum of deliveries + sum of adjustments - closing = consumed, for every closed"
                        + " meter's period",
                "usance.meter_period",
                "state <> 'OPEN' and closing_milli is not null",
                "case when counts_up"
                        + " then closing_milli - coalesce(opening_milli, 0) - delivered_milli - adjusted_milli"
                        + " else coalesce(opening_milli, 0) + delivered_milli + adjusted_milli - closing_milli"
                        + " end = consumed_milli");
        everyRow(
                "sum of instalments, true-up included = consumed - of closed periods + corrections since, for"
                        + " every closed period of a meter",
                "usance.meter_period",
                "state <> 'OPEN'",
                "metered_milli = consumed_milli - of_closed_milli + later_milli");
        everyRow(
                "corrections of closed periods = booked in later ones, for every meter under a contract"
                        + " that goes on",
                "(select sum(later_milli) as later, sum(of_closed_milli) as booked from usance.meter_period"
                        + " group by meter_id, kind, quantity, contract_id having not bool_or(last)) p",
                "true",
                "later = booked");
        everyRow(
                "closing = next opening, for every closed period of a meter",
                "usance.meter_period p",
                "state <> 'OPEN' and opening_milli is not null and closing_milli is not null and not last",
                "exists (select from usance.meter_period n where n.meter_id = p.meter_id and n.kind = p.kind"
                        + " and n.quantity = p.quantity"
                        + " and n.opening_milli = p.closing_milli"
                        + " and split_part(n.period_id, '/', 1) = split_part(p.period_id, '/', 2))");
    }

    private void contracts() {
        everyRow(
                "metered = charged, in thousandths of the base unit, for every contract period",
                "usance.contract_period c",
                "not exists (select from usance.contract_quantity q where q.contract_id = c.contract_id"
                        + " and q.period_id = c.period_id)",
                "quantity_milli = (select coalesce(sum(metered_milli), 0) from usance.meter_period s"
                        + " where s.contract_id = c.contract_id and s.period_id = c.period_id)");
        everyRow(
                "metered = charged, in thousandths of the base unit, for every named quantity of a"
                        + " contract period",
                "usance.contract_quantity c",
                "true",
                "milli = (select coalesce(sum(metered_milli), 0) from usance.meter_period s"
                        + " where s.contract_id = c.contract_id and s.period_id = c.period_id"
                        + " and s.quantity = c.quantity)");
        everyRow(
                "sum of settlements = sum of charges, in minor units, for every settled contract"
                        + " period",
                "usance.contract_period c",
                "state = 'SETTLED' and settlement_held is null",
                "amount_minor = "
                        + sumOfSettlements("CONSUMPTION")
                        + " and tax_minor = "
                        + sumOfSettlements("TAX"));
        everyRow(
                "sum of settlements = what the period says is commanded, for every contract period",
                "usance.contract_period c",
                "true",
                "settled_minor = "
                        + sumOfSettlements("CONSUMPTION")
                        + " and tax_settled_minor = "
                        + sumOfSettlements("TAX"));
        List<Boolean> rounded =
                sql.fetch(
                                "select amount_minor, exact_amount, exact_fraction, currency from usance.contract_period")
                        .map(Identities::isRounded);
        count("sum of charges = rounded exact amount, for every contract period", rounded);
    }

    private static String sumOfSettlements(String purpose) {
        return "(select coalesce(sum(s.amount_minor), 0) from usance.settlement s"
                + " where s.contract_id = c.contract_id and s.period_id = c.period_id"
                + " and s.currency = c.currency and s.purpose = '"
                + purpose
                + "')";
    }

    /** Within a minor unit's half either way; which way a tie goes is the contract's choice. */
    private static boolean isRounded(Record row) {
        long charged = row.get("amount_minor", long.class);
        ExactAmount exact = ExactColumns.of(row);
        return charged == exact.rounded(RoundingMode.HALF_UP).amountMinor()
                || charged == exact.rounded(RoundingMode.HALF_EVEN).amountMinor();
    }

    private void settlements() {
        equal(
                "settlements commanded = sealed in batches + waiting, count",
                "select count(*)::text from usance.settlement",
                "select (coalesce(sum(count), 0) + (select count(*) from usance.settlement where position >"
                        + " coalesce((select max(up_to_position) from usance.batch), 0)))::text from usance.batch");
    }

    /** Of each pair of accounts, both ways net; nothing to say where no money moves. */
    private void netting() {
        if (!sql.fetchExists(sql.select().from("usance.net_due"))) {
            return;
        }
        String pairs =
                "("
                        + PAIRS.formatted(
                                "usance.settlement s", "s.payer", "s.payee", "s.amount_minor")
                        + " where s.position <= (select max(b.up_to_position) from usance.batch b where"
                        + " b.batch_no <= (select max((e.payload::jsonb ->> 'batchNo')::bigint) from"
                        + " usance.domain_event e where e.payload_type = 'BatchNetted' and"
                        + " e.stream_id in (select 'netting/' || batch_no from usance.batch)))"
                        + " group by 1, 2, 3) c";
        String moved =
                "(select m.value -> 'amount' ->> 'currency' as currency,"
                        + " m.value ->> 'payer' as payer, m.value ->> 'payee' as payee,"
                        + " m.value -> 'amount' ->> 'amount' as amount"
                        + " from usance.domain_event e, jsonb_array_elements(e.payload::jsonb -> 'moves') m"
                        + " where e.payload_type = 'BatchMoved') s";
        String digits = "power(10, " + minorDigits() + ")";
        equal(
                "commanded in netted batches = moved + due, for every pair of accounts",
                "select count(*)::text from " + pairs,
                "select count(*)::text from "
                        + pairs
                        + " left join ("
                        + PAIRS.formatted(
                                moved, "s.payer", "s.payee", "s.amount::numeric * " + digits)
                        + " group by 1, 2, 3) m using (currency, a, b) left join ("
                        + PAIRS.formatted(
                                "usance.net_due s", "s.account_a", "s.account_b", "s.due_minor")
                        + " group by 1, 2, 3) d using (currency, a, b)"
                        + " where c.minor = coalesce(m.minor, 0) + coalesce(d.minor, 0)");
    }

    /** Signed sums by currency and the two accounts in one order. */
    private static final String PAIRS =
            "select s.currency, least(%2$s collate \"C\", %3$s) as a,"
                    + " greatest(%2$s collate \"C\", %3$s) as b,"
                    + " sum(case when %2$s collate \"C\" < %3$s then %4$s else -(%4$s) end) as minor"
                    + " from %1$s";

    /** Of the currency in a row's column, as SQL. */
    private String minorDigits() {
        StringBuilder digits = new StringBuilder("case s.currency");
        sql.fetch("select distinct currency from usance.net_due")
                .map(row -> Currency.getInstance(row.get(0, String.class)))
                .forEach(currency ->
                        digits.append(" when '")
                                .append(currency.getCurrencyCode())
                                .append("' then ")
                                .append(currency.getDefaultFractionDigits()));
        return digits.append(" end").toString();
    }

    /** Counts the rows for which a condition holds, against all of them. */
    private void everyRow(String name, String table, String scope, String condition) {
        equal(
                name,
                "select count(*)::text from " + table + " where " + scope + " and " + condition,
                "select count(*)::text from " + table + " where " + scope);
    }

    private void count(String name, List<Boolean> holds) {
        long holding = holds.stream().filter(Boolean::booleanValue).count();
        found.add(Identity.of(name, holding, holds.size()));
    }

    private void equal(String name, String left, String right) {
        found.add(Identity.of(name, text(left), text(right)));
    }

    private String text(String query) {
        return sql.fetchSingle(query).get(0, String.class);
    }
}
