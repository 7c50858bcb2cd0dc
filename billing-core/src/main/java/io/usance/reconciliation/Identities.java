package io.usance.reconciliation;

import io.usance.money.Money;
import io.usance.store.Positions;
import io.usance.store.Transactions;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;

/**
 * The identities. The two sides of each come from different events or tables: sums of instalments
 * on one side, what a silo, a contract or Kafka's positions say of themselves on the other.
 */
final class Identities {
    private final DSLContext sql;
    private final List<Identity> found = new ArrayList<>();

    private Identities(DSLContext sql) {
        this.sql = sql;
    }

    /** All of them, as of one instant. */
    static List<Identity> check(Transactions transactions, Positions positions) {
        return transactions.execute(() ->
                transactions.read(sql -> {
                    sql.execute("set transaction isolation level repeatable read");
                    Identities identities = new Identities(sql);
                    identities.intake(positions);
                    identities.log();
                    identities.silos();
                    identities.contracts();
                    identities.settlements();
                    return List.copyOf(identities.found);
                }));
    }

    private void intake(Positions positions) {
        List<String> consumers =
                sql.fetch(
                                "select distinct consumer from consumer_position where received > 0 order by 1")
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
                    "records recorded = readings and delivery notes in the log",
                    "select coalesce(sum(recorded), 0)::text from consumer_position",
                    "select ((select coalesce(sum(readings), 0) from silo_activity) + (select count(*)"
                            + " from domain_event where payload_type = 'DeliveryNoteRecorded'))::text");
        }
        equal(
                "records quarantined = records kept in quarantine",
                "select coalesce(sum(quarantined), 0)::text from consumer_position",
                "select count(*)::text from quarantine");
    }

    private void log() {
        equal(
                "positions are contiguous: last position = events in the log",
                "select position::text from event_head",
                "select count(*)::text from domain_event");
    }

    private void silos() {
        everyRow(
                "opening + sum of deliveries + sum of adjustments - closing = consumed, for every closed"
                        + " silo period",
                "silo_period",
                "state <> 'OPEN'",
                "coalesce(opening_milli, 0) + delivered_milli + adjusted_milli - closing_milli"
                        + " = consumed_milli");
        everyRow(
                "sum of instalments, true-up included = consumed, for every closed silo period",
                "silo_period",
                "state <> 'OPEN'",
                "metered_milli = consumed_milli");
        everyRow(
                "closing = next opening, for every closed silo period",
                "silo_period p",
                "state <> 'OPEN' and opening_milli is not null and not last",
                "exists (select from silo_period n where n.silo_id = p.silo_id"
                        + " and n.opening_milli = p.closing_milli"
                        + " and split_part(n.period_id, '/', 1) = split_part(p.period_id, '/', 2))");
    }

    private void contracts() {
        everyRow(
                "metered by its silos = charged, in g or mL, for every contract period",
                "contract_period c",
                "true",
                "quantity_milli = (select coalesce(sum(metered_milli), 0) from silo_period s"
                        + " where s.contract_id = c.contract_id and s.period_id = c.period_id)");
        everyRow(
                "sum of settlements = sum of charges, in minor units, for every settled contract"
                        + " period",
                "contract_period c",
                "state = 'SETTLED' and settlement_held is null",
                "amount_minor = "
                        + sumOfSettlements("CONSUMPTION")
                        + " and tax_minor = "
                        + sumOfSettlements("TAX"));
        everyRow(
                "sum of settlements = what the period says is commanded, for every contract period",
                "contract_period c",
                "true",
                "settled_minor = "
                        + sumOfSettlements("CONSUMPTION")
                        + " and tax_settled_minor = "
                        + sumOfSettlements("TAX"));
        List<Boolean> rounded =
                sql.fetch("select amount_minor, exact_amount, currency from contract_period")
                        .map(Identities::isRounded);
        count("sum of charges = rounded exact amount, for every contract period", rounded);
    }

    private static String sumOfSettlements(String purpose) {
        return "(select coalesce(sum(s.amount_minor), 0) from settlement s"
                + " where s.contract_id = c.contract_id and s.period_id = c.period_id"
                + " and s.currency = c.currency and s.purpose = '"
                + purpose
                + "')";
    }

    /** Within a minor unit's half either way; which way a tie goes is the contract's choice. */
    private static boolean isRounded(Record row) {
        long charged = row.get("amount_minor", long.class);
        BigDecimal exact = row.get("exact_amount", BigDecimal.class);
        Currency currency = Currency.getInstance(row.get("currency", String.class));
        return charged == Money.rounded(exact, currency, RoundingMode.HALF_UP).amountMinor()
                || charged == Money.rounded(exact, currency, RoundingMode.HALF_EVEN).amountMinor();
    }

    private void settlements() {
        equal(
                "settlements commanded = sealed in batches + waiting, count",
                "select count(*)::text from settlement",
                "select (coalesce(sum(count), 0) + (select count(*) from settlement where position >"
                        + " coalesce((select max(up_to_position) from batch), 0)))::text from batch");
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
