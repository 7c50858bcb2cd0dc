package io.usance.reconciliation;

import io.usance.store.Positions;
import io.usance.store.Transactions;
import java.util.ArrayList;
import java.util.List;

/** The identities, each computed on both sides from different tables. */
final class Identities {
    private Identities() {}

    static List<Identity> check(Transactions transactions, Positions positions) {
        List<Identity> found = new ArrayList<>();
        for (String consumer : consumers(transactions)) {
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
        found.add(
                sides(
                        transactions,
                        "quarantined = records kept in quarantine",
                        "select coalesce(sum(quarantined), 0) from consumer_position",
                        "select count(*) from quarantine"));
        found.add(
                sides(
                        transactions,
                        "positions are contiguous: last position = events in the log",
                        "select position from event_head",
                        "select count(*) from domain_event"));
        found.add(
                sides(
                        transactions,
                        "opening + deliveries - closing = consumed (closed silo periods)",
                        "select count(*) filter (where opening_milli + delivered_milli - closing_milli"
                                + " = consumed_milli) from silo_period where state <> 'OPEN'",
                        "select count(*) from silo_period where state <> 'OPEN'"));
        found.add(
                sides(
                        transactions,
                        "provisional + true-up = consumed, in g and mL (closed silo periods)",
                        "select coalesce(sum(metered_milli), 0) from silo_period where state <> 'OPEN'",
                        "select coalesce(sum(consumed_milli), 0) from silo_period where state <> 'OPEN'"));
        found.add(
                sides(
                        transactions,
                        "metered by silos = charged by contracts, in g and mL",
                        "select coalesce(sum(metered_milli), 0) from silo_period",
                        "select coalesce(sum(quantity_milli), 0) from contract_period"));
        found.add(
                sides(
                        transactions,
                        "charges = settlement commands, in minor units",
                        "select coalesce(sum(amount_minor), 0) from contract_period",
                        "select coalesce(sum(amount_minor), 0) from settlement"));
        found.add(
                sides(
                        transactions,
                        "settlement commands = sealed in batches + waiting",
                        "select count(*) from settlement",
                        "select coalesce(sum(count), 0) + (select count(*) from settlement where position >"
                                + " coalesce((select max(up_to_position) from batch), 0)) from batch"));
        return found;
    }

    private static List<String> consumers(Transactions transactions) {
        return transactions.read(sql ->
                sql.fetch(
                                "select distinct consumer from consumer_position where received > 0 order by 1")
                        .map(row -> row.get(0, String.class)));
    }

    private static Identity sides(
            Transactions transactions, String name, String left, String right) {
        return transactions.read(sql ->
                Identity.of(
                        name,
                        sql.fetchSingle(left).get(0, String.class),
                        sql.fetchSingle(right).get(0, String.class)));
    }
}
