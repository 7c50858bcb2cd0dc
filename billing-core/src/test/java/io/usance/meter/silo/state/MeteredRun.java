package io.usance.meter.silo.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.RefusalReason;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloEvent.ReadingsRecorded;
import io.usance.metering.Decision;
import io.usance.metering.Outcome;
import io.usance.period.BillingCalendar;
import io.usance.simulation.SimulatedDelivery;
import io.usance.simulation.SimulatedReading;
import io.usance.simulation.SimulatedSilo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Sends a simulated silo's messages through metering as polls and keeps what comes of it. */
final class MeteredRun {

    /** Sees each decision after its events have been folded into the state. */
    interface Watcher {
        void decided(SiloState state, Instant at, List<SiloEvent> events);
    }

    final List<SiloEvent> events = new ArrayList<>();
    final Map<RefusalReason, Integer> refused = new EnumMap<>(RefusalReason.class);
    int received;
    int recorded;
    int duplicates;
    int refusals;
    SiloState state = SiloState.initial();

    private final String siloId;
    private final @Nullable Watcher watcher;
    private final boolean comparing;
    private final List<Reading> poll = new ArrayList<>();
    private Instant polledAt = Instant.EPOCH;
    private SiloCommand.@Nullable ReplaceSensor change;

    private MeteredRun(String siloId, @Nullable Watcher watcher, boolean comparing) {
        this.siloId = siloId;
        this.watcher = watcher;
        this.comparing = comparing;
    }

    /** Polls of random size up to {@code pollMax}. */
    static MeteredRun of(
            SimulatedSilo silo,
            BillingCalendar calendar,
            RandomGenerator cuts,
            int pollMax,
            @Nullable Watcher watcher,
            boolean comparing) {
        return of(silo, calendar, cuts, pollMax, watcher, comparing, null);
    }

    /** The same, with a change of the sensor that is announced when it is made. */
    static MeteredRun of(
            SimulatedSilo silo,
            BillingCalendar calendar,
            RandomGenerator cuts,
            int pollMax,
            @Nullable Watcher watcher,
            boolean comparing,
            SiloCommand.@Nullable ReplaceSensor change) {
        MeteredRun run = new MeteredRun(silo.siloId(), watcher, comparing);
        run.change = change;
        run.setUp(silo, calendar);
        run.send(silo, cuts, pollMax);
        return run;
    }

    private void setUp(SimulatedSilo silo, BillingCalendar calendar) {
        Instant at = silo.readings().getFirst().arrivalAt();
        apply(at, new SiloCommand.RegisterSilo(silo.profile().silo(), at));
        apply(
                at,
                new SiloCommand.AssignContract(
                        siloId, "contract", calendar, SimulatedMonths.FROM, at));
    }

    private void send(SimulatedSilo silo, RandomGenerator cuts, int pollMax) {
        int next = 0;
        int room = 1 + cuts.nextInt(pollMax);
        for (SimulatedReading simulated : silo.readings()) {
            while (next < silo.deliveries().size()
                    && silo.deliveries().get(next).arrivalAt().isBefore(simulated.arrivalAt())) {
                flush();
                deliver(silo.deliveries().get(next++));
            }
            announce(simulated.arrivalAt());
            Reading reading = simulated.decoded().orElse(null);
            if (reading != null) {
                poll.add(reading);
                polledAt = simulated.arrivalAt();
            }
            if (poll.size() >= room) {
                flush();
                room = 1 + cuts.nextInt(pollMax);
            }
        }
        flush();
    }

    private void announce(Instant now) {
        SiloCommand.ReplaceSensor due = change;
        if (due != null && !now.isBefore(due.from())) {
            flush();
            change = null;
            assertThat(apply(now, due).refusals()).isEmpty();
        }
    }

    private void deliver(SimulatedDelivery delivery) {
        apply(
                delivery.arrivalAt(),
                new SiloCommand.RecordDelivery(siloId, delivery.note(), delivery.arrivalAt()));
    }

    private void flush() {
        if (poll.isEmpty()) {
            return;
        }
        var command = new SiloCommand.RecordReadings(siloId, List.copyOf(poll), polledAt);
        Decision<SiloEvent> decision = apply(polledAt, command);
        received += poll.size();
        recorded += decision.recorded();
        duplicates += decision.duplicates();
        refusals += decision.refusals().size();
        decision.refusals()
                .forEach(r -> refused.merge((RefusalReason) r.reason(), 1, Integer::sum));
        poll.clear();
    }

    Decision<SiloEvent> apply(Instant at, SiloCommand command) {
        Outcome<SiloState, SiloEvent> outcome = Metering.handle(state, command);
        Decision<SiloEvent> decision = outcome.decision();
        // Taken now: a decision without events leads to the very state that is changed below.
        SiloSnapshot expected = comparing ? outcome.state().snapshot() : null;
        for (SiloEvent event : decision.events()) {
            state = Metering.evolve(state, event);
        }
        if (expected != null) {
            assertThat(state.snapshot()).isEqualTo(expected);
        }
        events.addAll(decision.events());
        if (watcher != null) {
            watcher.decided(state, at, decision.events());
        }
        return decision;
    }

    <E extends SiloEvent> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** What matters to the bill, in order. */
    List<SiloEvent> metered() {
        return events.stream()
                .filter(e ->
                        e instanceof ConsumptionMetered
                                || e instanceof DeliveryCounted
                                || e instanceof SiloEvent.DeliveryNotSeen
                                || e instanceof SiloEvent.StockAdjusted
                                || e instanceof SiloEvent.SequenceGapNoted
                                || e instanceof PeriodClosed)
                .toList();
    }

    int evidence() {
        return all(ReadingsRecorded.class).stream().mapToInt(e -> e.readings().size()).sum();
    }
}
