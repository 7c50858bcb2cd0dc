package io.usance.subscription;

import static io.usance.failure.Checks.given;

import io.usance.store.EventLog;
import io.usance.store.Transactions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes stored events to a host's handlers: each once, in the order of the log, one at a time, in
 * one transaction with what the handler writes on the connection that it is given.
 *
 * <p>Not a thread: its owner calls {@link #step()} or {@link #catchUp}, or has a {@link StepRunner}
 * do so. Any number of instances may; one of them works at a time. Thread-safe.
 *
 * <p>An event that a handler cannot handle is set aside, and with it all later ones of its contract
 * (of its stream, if it belongs to no contract); the others go on. It is attempted again with
 * growing pauses, and parked when it has failed as often as it may: then it is listed by {@link
 * #parked}, and waits for {@link #retry} or {@link #skip}.
 *
 * <p>Every method throws {@link io.usance.failure.UnavailableException} when the database cannot be
 * reached.
 */
public final class Subscription implements Stepped {
    /** Parked events listed at once. */
    public static final int PARKED_MAX = 1_000;

    /** Longer than anyone waits, and short enough to be counted in nanoseconds. */
    private static final Duration TIMEOUT_MAX = Duration.ofDays(36_500);

    private static final long PAUSE_MIN_MS = 5;
    private static final long PAUSE_MAX_MS = 200;
    private static final int REASON_LENGTH_MAX = 1_000;

    private final Settings settings;
    private final Transactions transactions;
    private final EventLog log;
    private final SubscriptionTables tables;
    private final UnaryOperator<Runnable> onAppended;
    private final List<Runnable> woken = new CopyOnWriteArrayList<>();

    /**
     * @param onAppended has a listener told of appends, and returns what ends that
     */
    Subscription(
            Settings settings,
            Transactions transactions,
            EventLog log,
            SubscriptionTables tables,
            UnaryOperator<Runnable> onAppended) {
        this.settings = settings;
        this.transactions = transactions;
        this.log = log;
        this.tables = tables;
        this.onAppended = onAppended;
    }

    /** Its name, under which its position is stored. */
    @Override
    public String name() {
        return settings.name();
    }

    /**
     * Handles some events, in one transaction of its own.
     *
     * @throws SubscriptionException within a unit of work or a handler
     * @throws NotNowException if a handler threw it; what was handled before is committed
     * @throws io.usance.failure.ConflictException if the handlers' commands have met faster writers
     *     for some seconds; nothing of this step is written
     */
    @Override
    public Step step() {
        transactions.requireAlone("a step of subscription " + name());
        SubscriptionTables.Progress progress = progress();
        if (progress.within()) {
            throw new SubscriptionException(
                    "step: subscription %s has transactions of its own; call it outside of a unit of work, and of a handler"
                            .formatted(name()));
        }
        if (progress.head() <= progress.position() && !progress.due()) {
            return Step.CAUGHT_UP;
        }
        Pass pass = pass(false, Map.of());
        try {
            return run(pass);
        } catch (HandlerEndedTransactionException e) {
            return stepBlaming(e);
        } catch (RuntimeException e) {
            if (!CommitFailures.isOfHandlers(e)) {
                throw e;
            }
            return stepOne();
        }
    }

    /**
     * Something that a handler did lets no transaction be committed. Of one that handles a single
     * event it is known which.
     */
    private Step stepOne() {
        Attempts attempts = attempts(Map.of());
        try {
            return run(pass(true, attempts));
        } catch (RuntimeException e) {
            Long last = attempts.last();
            if (!CommitFailures.isOfHandlers(e) || last == null) {
                throw e;
            }
            Throwable failure = CommitFailures.told(e, settings.silenceMax());
            return run(pass(true, attempts(Map.of(last, failure))));
        }
    }

    /**
     * A handler has ended the transaction, and would again: its event fails without being attempted
     * once more, as soon as it is the first to be handled.
     */
    private Step stepBlaming(HandlerEndedTransactionException first) {
        Map<Long, Throwable> blamed = new HashMap<>(Map.of(first.position(), first));
        while (true) {
            try {
                return run(pass(true, attempts(blamed)));
            } catch (HandlerEndedTransactionException next) {
                if (blamed.put(next.position(), next) != null) {
                    throw next;
                }
            }
        }
    }

    private Step run(Pass pass) {
        // From its beginning if the handlers' commands met faster writers.
        Step step = transactions.retrying(pass::run);
        NotNowException notNow = pass.notNow();
        if (notNow != null) {
            throw notNow;
        }
        return step;
    }

    private Pass pass(boolean single, Map<Long, Throwable> blamed) {
        return pass(single, attempts(blamed));
    }

    private Pass pass(boolean single, Attempts attempts) {
        return new Pass(settings, log, tables, attempts, single);
    }

    private Attempts attempts(Map<Long, Throwable> blamed) {
        return new Attempts(transactions, tables, settings.handlers(), blamed);
    }

    private SubscriptionTables.Progress progress() {
        SubscriptionTables.Progress progress = tables.progress();
        if (progress == null) {
            throw new IllegalStateException(
                    "subscription %s has no row in event_subscription any more; build it again"
                            .formatted(name()));
        }
        return progress;
    }

    /**
     * Steps until all that is in the log now is handled, by this instance or another. Waits for
     * what was set aside and is to be attempted again, not for what is parked.
     *
     * @param timeout after which no further step begins; a step that runs is not interrupted
     * @return complete or not, and what is left
     * @throws SubscriptionException if the timeout is negative
     */
    public CatchUp catchUp(Duration timeout) {
        if (given(timeout, "catchUp.timeout").isNegative()) {
            throw new SubscriptionException(
                    "catchUp: timeout %s is negative; write Duration.ZERO for one step"
                            .formatted(timeout));
        }
        long timeoutNs =
                timeout.compareTo(TIMEOUT_MAX) < 0 ? timeout.toNanos() : TIMEOUT_MAX.toNanos();
        long began = System.nanoTime();
        long target = log.head();
        long pauseMs = PAUSE_MIN_MS;
        while (true) {
            Step step = step();
            long leftMs = TimeUnit.NANOSECONDS.toMillis(timeoutNs - (System.nanoTime() - began));
            if (step == Step.HANDLED) {
                pauseMs = PAUSE_MIN_MS;
                if (leftMs > 0) {
                    continue;
                }
            }
            Behind behind = behind();
            boolean reached = progress().position() >= target;
            if (reached && behind.setAside() == 0) {
                return new CatchUp(true, behind);
            }
            if (leftMs <= 0
                    || (reached && !tables.isRetrying())
                    || !slept(Math.min(pauseMs, leftMs))) {
                return new CatchUp(false, behind);
            }
            pauseMs = Math.min(2 * pauseMs, PAUSE_MAX_MS);
        }
    }

    private static boolean slept(long ms) {
        try {
            Thread.sleep(ms);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What it has before it. */
    public Behind behind() {
        return tables.behind();
    }

    /**
     * Events that failed as often as they may, the oldest first.
     *
     * @param limit most events wanted, 1 to {@value #PARKED_MAX}
     */
    public List<ParkedEvent> parked(int limit) {
        if (limit < 1 || limit > PARKED_MAX) {
            throw new SubscriptionException(
                    "parked: limit %d is not between 1 and %d".formatted(limit, PARKED_MAX));
        }
        return tables.parked(limit);
    }

    /**
     * Has what is parked of a contract handled again, in its order, by the steps that follow, with
     * as many attempts as at first.
     *
     * @param contractOrKey a contract's id, or {@link ParkedEvent#orderKey()}
     * @return false if nothing of it is parked
     */
    public boolean retry(String contractOrKey) {
        given(contractOrKey, "retry.contractOrKey");
        return retry(List.of(contractOrKey, OrderKeys.ofContract(contractOrKey))) > 0;
    }

    /**
     * As {@link #retry}, for all that is parked.
     *
     * @return how many contracts, or streams of no contract
     */
    public int retryAll() {
        return retry((List<String>) null);
    }

    private int retry(@Nullable List<String> orderKeys) {
        int due = transactions.execute(() -> tables.retry(orderKeys));
        wake();
        return due;
    }

    /**
     * Drops an event that is parked, or waits behind one that is: it is never handled, and the
     * others of its contract go on without it. Recorded in the table {@code event_skipped}.
     *
     * @param position of the event
     * @param reason for people
     * @throws SubscriptionException if it is not parked and does not wait behind one that is, or
     *     the reason is blank or too long
     */
    public void skip(long position, String reason) {
        given(reason, "skip.reason");
        if (reason.isBlank() || reason.length() > REASON_LENGTH_MAX) {
            throw new SubscriptionException(
                    "skip: a reason has 1 to %d characters, this one %d"
                            .formatted(REASON_LENGTH_MAX, reason.length()));
        }
        if (!transactions.execute(() -> tables.skip(position, reason))) {
            throw new SubscriptionException(
                    "skip: the event at %d is not parked in subscription %s, nor behind one that is; see parked(...)"
                            .formatted(position, name()));
        }
        wake();
    }

    private void wake() {
        woken.forEach(Runnable::run);
    }

    @Override
    public Runnable onMore(Runnable listener) {
        given(listener, "onMore.listener");
        woken.add(listener);
        Runnable end = onAppended.apply(listener);
        return () -> {
            end.run();
            woken.remove(listener);
        };
    }
}
