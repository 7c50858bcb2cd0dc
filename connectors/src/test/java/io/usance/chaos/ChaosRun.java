package io.usance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.chaos.ChaosInput.Entry;
import io.usance.chaos.FaultPlan.Step;
import io.usance.chaos.Watch.Books;
import io.usance.chaos.Watch.Event;
import io.usance.reconciliation.Identity;
import io.usance.store.StoreUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Does to a service what a plan says, one fault after the other, each while it has work to do.
 *
 * <p>After each fault it waits until the service has recovered: all records sent are stored, the
 * last of them sent after the fault was over; what the log held then is on the topics; and after a
 * fault of the chain, no settlement waits any more. Then all must be right: every record stored
 * once, every identity, every topic against the log, every bad record in quarantine for its reason.
 */
final class ChaosRun implements AutoCloseable {
    /** Longest time from the end of a fault until the service has recovered. */
    private static final Duration RECOVERY_MAX = Duration.ofMinutes(5);

    /** Longest time from then until all stages have caught up. */
    private static final Duration QUIET_MAX = Duration.ofMinutes(2);

    /** Longest run, for each fault in its plan. */
    private static final Duration RUN_PER_STEP_MAX = Duration.ofMinutes(1);

    private static final String APPLICATION = "usance-chaos";
    private static final long POLL_MS = 20;

    private final FaultPlan plan;
    private final Site site;
    private final ChaosParts parts;
    private final List<List<Entry>> slices;
    private final ServiceProcess.Settings settings;
    private final SeenPositions seen;
    private final Watch watch;
    private final Recoveries recoveries = new Recoveries();
    private final long startNs = System.nanoTime();
    private Instance instance;
    private int kills;
    private long identitiesChecked;
    private long refusalsChecked;

    ChaosRun(FaultPlan plan, Site site, ChaosParts parts) {
        this.plan = plan;
        this.site = site;
        this.parts = parts;
        this.slices = ChaosInput.slices(plan, site.readings(), site.topics());
        ServiceProcess.Settings own = site.settings();
        this.settings =
                new ServiceProcess.Settings(
                        own.bootstrap(),
                        own.prefix(),
                        own.jdbcUrl() + "&ApplicationName=" + APPLICATION,
                        own.rpcUrl(),
                        own.contract(),
                        "one");
        this.seen = site.observer().seen();
        this.watch = new Watch(own.jdbcUrl());
        parts.broken().makeRoomCountable(own.jdbcUrl());
        this.instance = Instance.start(settings);
    }

    /** All of the plan; returns when everything is drained. */
    void toTheEnd() throws InterruptedException, IOException {
        instance.awaitReady();
        site.publishDeliveries();
        site.awaitReceived();
        for (Step step : plan.steps()) {
            requireTimeLeft();
            round(step, slices.get(step.no() - 1));
        }
        SliceFeed.start(site, slices.getLast()).finish();
        site.awaitDrained();
        requireAlive();
    }

    private void requireTimeLeft() {
        Duration max = RUN_PER_STEP_MAX.multipliedBy(plan.steps().size());
        assertThat(took()).as("the run has taken too long").isLessThan(max);
    }

    private void round(Step step, List<Entry> slice) throws InterruptedException, IOException {
        SliceFeed feed = SliceFeed.start(site, slice);
        Thread.sleep(step.afterMs());
        requireAlive();
        long faultNs = System.nanoTime();
        inject(step, feed);
        long overNs = System.nanoTime();
        Map<String, String> refusals = feed.finish();
        awaitRecovered(step);
        long recoveredNs = System.nanoTime();
        long lastedMs = (overNs - faultNs) / 1_000_000;
        long recoveredMs = (recoveredNs - overNs) / 1_000_000;
        recoveries.add(step.fault(), lastedMs, recoveredMs);
        Books books = check(step, refusals);
        System.out.printf(
                "fault %s: lasted %.2f s, recovered in %.2f s, right after %.2f s; %d records,"
                        + " %d events, %d messages, %d settlements wait%n",
                step,
                lastedMs / 1_000.0,
                recoveredMs / 1_000.0,
                (System.nanoTime() - recoveredNs) / 1e9,
                books.received(),
                books.head(),
                seen.messages(),
                books.waiting());
    }

    private void inject(Step step, SliceFeed feed) throws InterruptedException, IOException {
        Duration length = Duration.ofMillis(step.lengthMs());
        switch (step.fault()) {
            case KILL -> killAndStart();
            case KILL_TWICE -> {
                killAndStart();
                Thread.sleep(length.toMillis());
                killAndStart();
            }
            case END_SESSIONS -> assertThat(parts.broken().endSessions(APPLICATION)).isPositive();
            case RESTART_DATABASE -> parts.restartDatabase(length);
            case CRASH_DATABASE -> parts.broken().crash();
            case FILL_DISK -> parts.broken().fillDisk(site.settings().jdbcUrl(), length);
            case FILL_LOG_DISK -> parts.broken().fillLogDisk(length);
            case RESTART_BROKER -> feed.silentWhile(() -> parts.restartKafka(length));
            case RESTART_CHAIN -> parts.restartChain(length);
            case SHIFT_CLOCKS, POISON -> feed.finish();
        }
    }

    private void killAndStart() throws InterruptedException {
        instance.kill();
        kills++;
        instance = Instance.start(settings);
    }

    private void requireAlive() {
        assertThat(instance.isAlive())
                .as(() -> "it ended without being told to: " + instance.log())
                .isTrue();
    }

    private void awaitRecovered(Step step) throws InterruptedException {
        boolean ofChain = step.fault() == Fault.RESTART_CHAIN;
        await(
                step + ": all is stored",
                RECOVERY_MAX,
                () ->
                        watch.look()
                                .filter(books -> books.received() >= site.published())
                                .filter(books -> !ofChain || books.waiting() == 0)
                                .isPresent());
        awaitSeen(step, watch.look().orElseThrow().head(), RECOVERY_MAX);
    }

    /** Until all that the log holds up to {@code head} was seen. */
    private List<Event> awaitSeen(Step step, int head, Duration max) throws InterruptedException {
        List<Event> events = watch.events(seen.checked(), head);
        await(step + ": all is published", max, () -> seen.holds(events));
        return events;
    }

    private Books check(Step step, Map<String, String> refusals) throws InterruptedException {
        await(step + ": all stages have caught up", QUIET_MAX, this::isQuiet);
        Books books = watch.look().orElseThrow();
        assertThat(books.received()).as("records stored once").isEqualTo(books.read());
        assertThat(books.read()).as("records in the topics").isEqualTo(site.published());
        List<Event> events = awaitSeen(step, books.head(), QUIET_MAX);
        assertThat(seen.check(events, books.head())).as("topics against the log").isEmpty();
        refusals.forEach((place, reason) ->
                assertThat(seen.refusal(place)).as(place).isEqualTo(Optional.of(reason)));
        List<Identity> identities = site.engine().internals().readModels().identities();
        assertThat(identities).isNotEmpty().allMatch(Identity::holds);
        identitiesChecked += identities.size();
        refusalsChecked += refusals.size();
        return books;
    }

    private boolean isQuiet() {
        try {
            return site.engine().internals().charging().position()
                            >= site.engine().internals().log().head()
                    && site.engine().internals().readModels().isCurrent();
        } catch (StoreUnavailableException e) {
            // This test's own pool has not noticed yet that the database is back.
            return false;
        }
    }

    private void await(String what, Duration max, BooleanSupplier condition)
            throws InterruptedException {
        long deadlineNs = System.nanoTime() + max.toNanos();
        while (!condition.getAsBoolean()) {
            requireAlive();
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError(
                        "not within %d s: %s; the books: %s, sent: %d, newest seen: %d; its log: %s"
                                .formatted(
                                        max.toSeconds(),
                                        what,
                                        watch.look(),
                                        site.published(),
                                        seen.newest(),
                                        instance.log()));
            }
            Thread.sleep(POLL_MS);
        }
    }

    Duration took() {
        return Duration.ofNanos(System.nanoTime() - startNs);
    }

    Recoveries recoveries() {
        return recoveries;
    }

    /** What was done and checked, in one line. */
    String totals() {
        return String.format(
                Locale.ROOT,
                "%d faults with %d SIGKILLs of the service in %d s; %,d records in, %,d messages"
                        + " out; %,d identities and %d refusals checked",
                recoveries.faults(),
                kills,
                took().toSeconds(),
                site.published(),
                seen.messages(),
                identitiesChecked,
                refusalsChecked);
    }

    int kills() {
        return kills;
    }

    @Override
    public void close() {
        instance.close();
        watch.close();
    }
}
