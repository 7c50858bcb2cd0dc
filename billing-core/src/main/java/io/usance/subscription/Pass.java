package io.usance.subscription;

import io.usance.store.EventLog;
import io.usance.store.RecordedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One transaction of a subscription: first what was set aside and is due, then what is new in the
 * log. A handler's failure undoes what that handler did; the event and all later ones of its order
 * are set aside, and the rest goes on.
 */
final class Pass {
    /**
     * New events handled in one transaction. Each has a savepoint, and Postgres keeps 64 of those
     * that wrote at hand for each transaction; more make all readers slower.
     */
    static final int EVENTS_MAX = 40;

    /** As many that were set aside: new ones are not to wait for a long row of them. */
    private static final int EVENTS_AGAIN_MAX = 20;

    /** After so long a half of the transaction handles no more. */
    private static final Duration HALF_MAX = Duration.ofSeconds(1);

    /** As for all who append. */
    private static final Duration APPEND_SILENCE_MAX = Duration.ofSeconds(10);

    /** Positions of the log looked at in one page. */
    private static final int SPAN_MAX = 10_000;

    /** Pages in one transaction, most of whose events wait behind others or are not wanted. */
    private static final int PAGES_MAX = 20;

    /** Orders looked at in one transaction because they are due. */
    private static final int ORDERS_MAX = 50;

    private static final Logger LOG = LoggerFactory.getLogger(Pass.class);

    private final Settings settings;
    private final EventLog log;
    private final SubscriptionTables tables;
    private final Attempts attempts;

    /** True if one event is handled and no more, so that it is known whose the failure is. */
    private final boolean single;

    private boolean went;
    private @Nullable NotNowException notNow;

    Pass(
            Settings settings,
            EventLog log,
            SubscriptionTables tables,
            Attempts attempts,
            boolean single) {
        this.settings = settings;
        this.log = log;
        this.tables = tables;
        this.attempts = attempts;
        this.single = single;
    }

    /** Within a transaction of its own; once more in another if that could not be committed. */
    Step run() {
        went = false;
        notNow = null;
        Long position = tables.lock();
        if (position == null) {
            return Step.BUSY;
        }
        tables.boundSilence(settings.silenceMax());
        continueOrders();
        if (notNow == null && !(single && went)) {
            goOn(position);
        }
        // What the handlers told the engine is appended next, and all writers wait for that.
        tables.boundSilence(APPEND_SILENCE_MAX);
        return went ? Step.HANDLED : Step.CAUGHT_UP;
    }

    /** Why the handlers want no more events at present; null if they do. */
    @Nullable NotNowException notNow() {
        return notNow;
    }

    private Budget budget(int eventsMax) {
        return new Budget(single ? 1 : eventsMax, HALF_MAX);
    }

    private void continueOrders() {
        Budget budget = budget(EVENTS_AGAIN_MAX);
        for (String orderKey : tables.due(ORDERS_MAX)) {
            if (budget.isUsedUp() || notNow != null) {
                return;
            }
            continueOrder(orderKey, budget);
        }
    }

    /** Handles what waits in an order, up to the first that fails. */
    private void continueOrder(String orderKey, Budget budget) {
        List<Attempt> waiting = waiting(orderKey);
        List<Long> handled = new ArrayList<>();
        Throwable failure = null;
        while (failure == null && handled.size() < waiting.size() && !budget.isUsedUp()) {
            budget.use();
            Attempt attempt = waiting.get(handled.size());
            failure = attempts.failureOf(attempt);
            if (failure == null) {
                handled.add(attempt.event().position());
            }
        }
        tables.handled(handled);
        went |= waiting.isEmpty() || !handled.isEmpty();
        if (failure instanceof NotNowException e) {
            notNow = e;
        } else if (failure != null) {
            went = true;
            failed(waiting.get(handled.size()), failure);
        } else if (waiting.isEmpty()) {
            tables.free(orderKey);
        } else {
            // There may be more: behind the other orders that are due.
            tables.hold(orderKey, Duration.ZERO);
        }
    }

    private List<Attempt> waiting(String orderKey) {
        List<SubscriptionTables.Waiting> rows = tables.waiting(orderKey, EVENTS_AGAIN_MAX);
        Map<Long, RecordedEvent> events =
                log.at(rows.stream().map(SubscriptionTables.Waiting::position).toList()).stream()
                        .collect(Collectors.toMap(RecordedEvent::position, Function.identity()));
        List<Attempt> waiting = new ArrayList<>();
        for (SubscriptionTables.Waiting row : rows) {
            RecordedEvent event = events.get(row.position());
            if (event == null) {
                throw new IllegalStateException(
                        "%s: the event at %d is set aside, but the log has no such event"
                                .formatted(settings.name(), row.position()));
            }
            waiting.add(new Attempt(event, row.contractId(), row.attempts()));
        }
        return waiting;
    }

    private void goOn(long position) {
        Budget budget = budget(EVENTS_MAX);
        long reached = position;
        for (int pages = 0; pages < PAGES_MAX; pages++) {
            EventLog.Page page = log.read(reached, SPAN_MAX, EVENTS_MAX, settings.types());
            long upTo = handle(page, budget);
            if (upTo == reached) {
                break;
            }
            reached = upTo;
            if (upTo < page.upTo()) {
                break;
            }
        }
        if (reached > position) {
            went = true;
            tables.advance(reached);
        }
    }

    /** Handles events of a page, up to the end of the budget; returns the last position seen. */
    private long handle(EventLog.Page page, Budget budget) {
        List<Attempt> wanted =
                page.events().stream().map(Attempt::first).filter(settings::wants).toList();
        Set<String> held = tables.held(wanted.stream().map(Attempt::orderKey).distinct().toList());
        List<Attempt> waiting = new ArrayList<>();
        for (Attempt attempt : wanted) {
            if (held.contains(attempt.orderKey())) {
                waiting.add(attempt);
                continue;
            }
            if (budget.isUsedUp() || !handledOrSetAside(attempt, held)) {
                tables.setAside(waiting);
                return attempt.event().position() - 1;
            }
            budget.use();
        }
        tables.setAside(waiting);
        return page.upTo();
    }

    /** False if it was neither, for the handlers want no events at present. */
    private boolean handledOrSetAside(Attempt attempt, Set<String> held) {
        Throwable failure = attempts.failureOf(attempt);
        if (failure instanceof NotNowException e) {
            notNow = e;
            return false;
        }
        if (failure != null) {
            tables.setAside(List.of(attempt));
            held.add(attempt.orderKey());
            failed(attempt, failure);
        }
        return true;
    }

    private void failed(Attempt attempt, Throwable failure) {
        int failed = attempt.attempts() + 1;
        tables.failed(attempt.event().position(), FailureText.of(failure));
        Duration pause = settings.backOff().after(failed);
        tables.hold(attempt.orderKey(), pause);
        log(attempt, failure, failed, pause);
    }

    /**
     * With the whole failure when a person has to look at it; before that there is another attempt.
     */
    private void log(Attempt attempt, Throwable failure, int failed, @Nullable Duration pause) {
        LoggingEventBuilder line = pause == null ? LOG.atWarn().setCause(failure) : LOG.atInfo();
        line.addKeyValue("subscription", settings.name())
                .addKeyValue("position", attempt.event().position())
                .log(
                        "{}: {} at {} failed {} of {} times ({}), {}; {} waits",
                        settings.name(),
                        attempt.event().type(),
                        attempt.event().position(),
                        failed,
                        settings.backOff().attemptsMax(),
                        failure,
                        pause == null ? "is parked" : "next in " + pause.toMillis() + " ms",
                        attempt.orderKey());
    }
}
