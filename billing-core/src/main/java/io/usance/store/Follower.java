package io.usance.store;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Follows the log and does something with it, exactly once: what the handler writes and the
 * follower's position are one transaction.
 *
 * <p>Any number of instances may run the same follower. An advisory lock lets one work while the
 * others wait without effort; correctness does not rest on it but on the fenced position.
 *
 * <p>Not a thread: its owner calls {@link #step()}.
 */
public final class Follower {
    /**
     * Positions looked at in one step. Every step waits its turn at the log's head, so one that is
     * behind takes many.
     */
    static final int SPAN_MAX = 10_000;

    /** Events handled in one step; bounds the transaction. */
    static final int EVENTS_MAX = 1_000;

    private static final long PAUSE_MIN_MS = 5;
    private static final long PAUSE_MAX_MS = 100;

    private static final String BEHIND =
            """
            select coalesce((select position from usance.event_head), 0) > coalesce(
                (select position from usance.consumer_position where consumer = ? and partition = 0), 0)
            """;

    private final String name;
    private final Set<String> types;
    private final Transactions transactions;
    private final Positions positions;
    private final EventLog log;
    private final Stretch stretch;

    /** What a step does with the log behind a position. */
    private interface Stretch {
        Reached handle(long from);
    }

    /**
     * @param upTo last position handled
     * @param more if another step may be worthwhile
     */
    private record Reached(long upTo, boolean more) {}

    /** What a stretch of the log brings, added up. Used in one unit of work and thrown away. */
    public interface Sum {
        /**
         * Reads what an event brings, without a look at the sum or the database. May run in another
         * thread, but for one event after the other.
         *
         * @return adds it to the sum, still without the database: that is being read from
         */
        Runnable read(RecordedEvent event);

        /** Writes part of what was added up, if it is time to. */
        void writeSome();

        /** Writes the rest. */
        void write();
    }

    /** As below; a stretch may end behind any event. */
    public Follower(
            String name,
            Set<String> types,
            Transactions transactions,
            Positions positions,
            EventLog log,
            Consumer<List<RecordedEvent>> handler) {
        this(name, types, transactions, positions, log, List::size, handler);
    }

    /**
     * @param name stable and unique; its position is stored under it
     * @param types stored names of the events it wants
     * @param whole of a stretch, how many events from its start are not to be parted from what
     *     follows; the others wait for the next one, which then begins with them and has all of
     *     them, whatever this says
     * @param handler gets at least one event, in order, inside the unit of work; may be called
     *     again with the same events after a rollback
     */
    public Follower(
            String name,
            Set<String> types,
            Transactions transactions,
            Positions positions,
            EventLog log,
            ToIntFunction<List<RecordedEvent>> whole,
            Consumer<List<RecordedEvent>> handler) {
        this.name = name;
        this.types = Set.copyOf(types);
        this.transactions = transactions;
        this.positions = positions;
        this.log = log;
        this.stretch = from -> handOver(from, whole, handler);
    }

    /**
     * A follower that adds up what a stretch of the log brings and writes the sum. A stretch goes
     * to the end of the log if that is not too far: one that is far behind writes little.
     *
     * @param sum begins a stretch
     * @param spanMax positions of a stretch; bounds the transaction
     * @param pageMax positions read at once; in between, part of the sum may be written
     * @param readingAhead if a stretch of more than a page may be read on a second connection, in a
     *     thread of its own, while this one writes
     */
    public Follower(
            String name,
            Set<String> types,
            Transactions transactions,
            Positions positions,
            EventLog log,
            Supplier<? extends Sum> sum,
            int spanMax,
            int pageMax,
            boolean readingAhead) {
        this.name = name;
        this.types = Set.copyOf(types);
        this.transactions = transactions;
        this.positions = positions;
        this.log = log;
        this.stretch = from -> addUp(from, sum.get(), spanMax, pageMax, readingAhead);
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
     * @return true if another step may be worthwhile at once. A follower that aggregates says so
     *     only if the end of the log was not reached: a short rest makes the next stretch longer.
     * @throws PositionMovedException if another instance was faster; step again
     * @throws io.usance.failure.ConflictException if others write to the same streams all the time
     * @throws RunningTransactionException within another transaction
     */
    public boolean step() {
        transactions.requireAlone("a step of " + name);
        // What another instance appended when it was its turn is not in this one's memory yet.
        return isBehind() && transactions.retrying(this::handleNext);
    }

    /**
     * Steps until all up to a position is handled, by this instance or by another that works on it.
     *
     * @throws IllegalStateException if the thread is interrupted while it waits for another
     */
    public void catchUp(long upTo) {
        long pauseMs = PAUSE_MIN_MS;
        while (true) {
            try {
                if (step()) {
                    pauseMs = PAUSE_MIN_MS;
                    continue;
                }
            } catch (PositionMovedException e) {
                // Another instance was faster.
            }
            if (position() >= upTo) {
                return;
            }
            pause(pauseMs);
            pauseMs = Math.min(2 * pauseMs, PAUSE_MAX_MS);
        }
    }

    private void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " was to catch up", e);
        }
    }

    /** A transaction for nothing would be as dear as one for something. */
    private boolean isBehind() {
        return transactions.query(sql -> sql.fetchSingle(BEHIND, name).get(0, boolean.class));
    }

    private boolean handleNext() {
        if (!lock()) {
            return false;
        }
        long from = positions.readOrStart(name, 0, 0);
        Reached reached = stretch.handle(from);
        if (reached.upTo() == from) {
            return false;
        }
        positions.advance(
                List.of(
                        new Positions.Advance(
                                name, 0, from, reached.upTo(), Positions.Tally.NONE)));
        return reached.more();
    }

    private Reached handOver(
            long from,
            ToIntFunction<List<RecordedEvent>> whole,
            Consumer<List<RecordedEvent>> handler) {
        EventLog.Page page = log.read(from, SPAN_MAX, EVENTS_MAX, types);
        List<RecordedEvent> events = page.events();
        int count = whole.applyAsInt(events);
        long before = count < events.size() ? events.get(count).position() - 1 : from;
        if (before > from) {
            if (count > 0) {
                handler.accept(events.subList(0, count));
            }
            return new Reached(before, true);
        }
        if (!events.isEmpty()) {
            handler.accept(events);
        }
        return new Reached(page.upTo(), true);
    }

    private Reached addUp(long from, Sum sum, int spanMax, int pageMax, boolean readingAhead) {
        long head = log.head();
        long end = Math.min(head, from + spanMax);
        if (readingAhead && end - from > pageMax) {
            String thread = "usance-" + name + "-ahead";
            ReadAhead.addUp(
                    log,
                    from,
                    end,
                    pageMax,
                    types,
                    thread,
                    sum::read,
                    sum::writeSome,
                    () -> transactions.query(sql -> sql.fetchSingle("select 1")));
        } else {
            for (long after = from; after < end; after += pageMax) {
                long upTo = Math.min(end, after + pageMax);
                log.forEach(after, upTo, types, event -> sum.read(event).run());
                sum.writeSome();
            }
        }
        sum.write();
        return new Reached(Math.max(from, end), end < head);
    }

    private boolean lock() {
        SchemaName schema = transactions.schema();
        return transactions.query(sql ->
                sql.fetchSingle(
                                "select pg_try_advisory_xact_lock(" + schema.lockKey() + ")",
                                schema.lock("usance:" + name))
                        .get(0, boolean.class));
    }
}
