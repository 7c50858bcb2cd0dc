package io.usance.store;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.table;

import java.util.List;
import java.util.OptionalLong;

/**
 * Consumer positions: moved in the transaction that stores the work, and only from the value that
 * was read.
 */
public final class Positions {
    private final Transactions transactions;

    public Positions(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * One consumer's step.
     *
     * @param consumer name, for example a topic or a follower
     * @param partition Kafka partition, 0 for followers
     * @param expected the position that was read before the work
     * @param next where to go on
     * @param tally what became of the records in between
     */
    public record Advance(String consumer, int partition, long expected, long next, Tally tally) {}

    /**
     * {@code received = recorded + duplicate + quarantined}, checked here and by the database. All
     * counts.
     */
    public record Tally(long received, long recorded, long duplicate, long quarantined) {
        public static final Tally NONE = new Tally(0, 0, 0, 0);

        public Tally {
            if (received != recorded + duplicate + quarantined) {
                throw new IllegalArgumentException(
                        "received "
                                + received
                                + " is not recorded "
                                + recorded
                                + " + duplicate "
                                + duplicate
                                + " + quarantined "
                                + quarantined);
            }
        }

        public Tally plus(Tally other) {
            return new Tally(
                    received + other.received,
                    recorded + other.recorded,
                    duplicate + other.duplicate,
                    quarantined + other.quarantined);
        }
    }

    /** The stored position; empty if this consumer has none yet. */
    public OptionalLong read(String consumer, int partition) {
        Long position =
                transactions.query(sql ->
                        sql.select(field("position", Long.class))
                                .from(table("usance.consumer_position"))
                                .where("consumer = ? and partition = ?", consumer, partition)
                                .fetchOne(0, Long.class));
        return position == null ? OptionalLong.empty() : OptionalLong.of(position);
    }

    /** The stored position, set to {@code initial} if there was none. */
    public long readOrStart(String consumer, int partition, long initial) {
        OptionalLong known = read(consumer, partition);
        if (known.isPresent()) {
            return known.getAsLong();
        }
        transactions.query(sql ->
                sql.execute(
                        "insert into usance.consumer_position (consumer, partition, position) values (?, ?, ?)"
                                + " on conflict do nothing",
                        consumer,
                        partition,
                        initial));
        return read(consumer, partition).orElseThrow();
    }

    /**
     * Moves all positions within the running unit of work.
     *
     * @throws PositionMovedException if one of them no longer holds the expected value
     */
    public void advance(List<Advance> advances) {
        transactions.boundSilence();
        for (Advance step : advances) {
            Tally tally = step.tally();
            int moved =
                    transactions.query(sql ->
                            sql.execute(
                                    "update usance.consumer_position set position = ?, received = received + ?,"
                                            + " recorded = recorded + ?, duplicate = duplicate + ?,"
                                            + " quarantined = quarantined + ?"
                                            + " where consumer = ? and partition = ? and position = ?",
                                    step.next(),
                                    tally.received(),
                                    tally.recorded(),
                                    tally.duplicate(),
                                    tally.quarantined(),
                                    step.consumer(),
                                    step.partition(),
                                    step.expected()));
            if (moved != 1) {
                throw new PositionMovedException(
                        step.consumer(), step.partition(), step.expected());
            }
        }
    }

    /** Sum of the tallies of a consumer's partitions. */
    public Tally tally(String consumer) {
        return transactions.query(sql ->
                sql.fetchSingle(
                                "select coalesce(sum(received), 0)::bigint, coalesce(sum(recorded), 0)::bigint,"
                                        + " coalesce(sum(duplicate), 0)::bigint,"
                                        + " coalesce(sum(quarantined), 0)::bigint"
                                        + " from usance.consumer_position where consumer = ?",
                                consumer)
                        .map(row ->
                                new Tally(
                                        row.get(0, long.class),
                                        row.get(1, long.class),
                                        row.get(2, long.class),
                                        row.get(3, long.class))));
    }
}
