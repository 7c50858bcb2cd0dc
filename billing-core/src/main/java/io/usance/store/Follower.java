package io.usance.store;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Follows the log and does something with it, exactly once: what the handler writes and the
 * follower's position are one transaction.
 *
 * <p>Any number of instances may run the same follower. An advisory lock lets one work while the
 * others wait without effort; correctness does not rest on it but on the fenced position.
 *
 * <p>Not a thread: whoever owns it calls {@link #step()}.
 */
public final class Follower {
    /** Positions looked at in one step; bounds the transaction. */
    static final int SPAN_MAX = 2_000;

    private final String name;
    private final Set<String> types;
    private final Consumer<List<RecordedEvent>> handler;
    private final Transactions transactions;
    private final Positions positions;
    private final EventLog log;

    /**
     * @param name stable and unique; its position is stored under it
     * @param types stored names of the events it wants
     * @param handler gets at least one event, in order, inside the unit of work
     */
    public Follower(
            String name,
            Set<String> types,
            Transactions transactions,
            Positions positions,
            EventLog log,
            Consumer<List<RecordedEvent>> handler) {
        this.name = name;
        this.types = Set.copyOf(types);
        this.handler = handler;
        this.transactions = transactions;
        this.positions = positions;
        this.log = log;
    }

    public String name() {
        return name;
    }

    /** Last position handled. */
    public long position() {
        return positions.read(name, 0).orElse(0);
    }

    /**
     * Handles the next stretch of the log.
     *
     * @return true if there was something to look at, so that another step may be worthwhile
     * @throws PositionMovedException if another instance was faster; step again
     */
    public boolean step() {
        if (position() >= log.head()) {
            return false;
        }
        return transactions.execute(this::handleNext);
    }

    private boolean handleNext() {
        if (!lock()) {
            return false;
        }
        long from = positions.readOrStart(name, 0, 0);
        EventLog.Page page = log.read(from, SPAN_MAX, types);
        if (page.upTo() == from) {
            return false;
        }
        if (!page.events().isEmpty()) {
            handler.accept(page.events());
        }
        positions.advance(
                List.of(new Positions.Advance(name, 0, from, page.upTo(), Positions.Tally.NONE)));
        return true;
    }

    private boolean lock() {
        return transactions.query(sql ->
                sql.fetchSingle("select pg_try_advisory_xact_lock(hashtext(?))", "usance:" + name)
                        .get(0, boolean.class));
    }
}
