package io.usance.washing;

import static io.usance.metering.MeteredKind.PROVISIONAL;

import io.usance.metering.Decision;
import io.usance.metering.EvidenceRecorded;
import io.usance.metering.MeterAssigned;
import io.usance.metering.MeterCommand;
import io.usance.metering.MeterEvent;
import io.usance.metering.MeterKind;
import io.usance.metering.MeterLeft;
import io.usance.metering.MeterPeriodClosed;
import io.usance.metering.MeterRegistered;
import io.usance.metering.Metered;
import io.usance.metering.MeteredKind;
import io.usance.metering.OpenPeriod;
import io.usance.metering.RefusalCode;
import io.usance.period.BillingCalendar;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Washing machines that show how many cycles they have washed so far. */
final class WashKind implements MeterKind<WashKind.Washer, WashKind.Ask, WashKind.Told> {

    /** What can be asked of a washer; most is recorded as it was asked. */
    sealed interface Ask extends MeterCommand<Told> {}

    /** What happened to a washer. */
    sealed interface Told extends MeterEvent {}

    record WasherRegistered(String meterId, long cycles) implements Ask, Told, MeterRegistered {}

    record WasherAssigned(
            String meterId, String contractId, BillingCalendar calendar, Instant meteringFrom)
            implements Ask, Told, MeterAssigned {}

    record WasherLeft(String meterId, String contractId, Instant endsAt)
            implements Ask, Told, MeterLeft {}

    record CloseWashing(String meterId, String periodId, Instant at) implements Ask {}

    record CountsRecorded(String meterId, List<Count> counts)
            implements Ask, Told, EvidenceRecorded {
        @Override
        public int records() {
            return counts.size();
        }

        @Override
        public Instant newestAt() {
            return counts.stream().map(Count::at).max(Instant::compareTo).orElseThrow();
        }
    }

    record CyclesMetered(
            String meterId,
            String contractId,
            String periodId,
            long meteredNo,
            MeteredKind kind,
            Quantity quantity,
            Quantity periodTotal)
            implements Told, Metered {}

    record WashingClosed(
            String meterId,
            String contractId,
            String periodId,
            String nextPeriodId,
            SortedMap<String, Quantity> quantities)
            implements Told, MeterPeriodClosed {}

    /** What the counter of a washer showed. */
    record Count(long cycles, Instant at) {}

    enum Refused implements RefusalCode {
        COUNT_BACKWARDS
    }

    /** What a washer remembers. */
    record Washer(String id, long cycles, OpenPeriod open) {}

    private static final SortedMap<String, Dimension> CYCLES =
            new TreeMap<>(Map.of(Quantities.ONLY, Dimension.COUNT));

    @Override
    public String name() {
        return "washer";
    }

    @Override
    public Class<Ask> commandType() {
        return Ask.class;
    }

    @Override
    public Class<Told> eventType() {
        return Told.class;
    }

    @Override
    public Washer initial() {
        return new Washer("", 0, OpenPeriod.NONE);
    }

    @Override
    public String idOf(Washer washer) {
        return washer.id();
    }

    @Override
    public SortedMap<String, Dimension> quantities(Washer washer) {
        return CYCLES;
    }

    @Override
    public Ask assign(
            String id, String contractId, BillingCalendar calendar, Instant from, Instant at) {
        return new WasherAssigned(id, contractId, calendar, from);
    }

    @Override
    public Ask end(String meterId, String contractId, Instant endsAt, Instant at) {
        return new WasherLeft(meterId, contractId, endsAt);
    }

    @Override
    public Ask close(String meterId, String periodId, Instant at) {
        return new CloseWashing(meterId, periodId, at);
    }

    @Override
    public Decision<Told> decide(Washer w, Ask command) {
        return switch (command) {
            case WasherRegistered c -> w.id.isEmpty() ? Decision.of(List.of(c)) : Decision.none();
            case WasherAssigned c -> w.open.assign(c, c);
            case WasherLeft c -> w.open.end(c, c);
            case CloseWashing c when w.open.isOver(c.periodId, c.at) ->
                    Decision.of(List.of(closed(w.id, w.open)));
            case CloseWashing c -> Decision.none();
            case CountsRecorded c -> count(w, c.counts);
        };
    }

    /** A count that was told before is a duplicate; one below it is refused. */
    private static Decision<Told> count(Washer w, List<Count> counts) {
        List<Told> events = new ArrayList<>();
        List<Count> taken = new ArrayList<>();
        List<Decision.Refusal> refusals = new ArrayList<>();
        OpenPeriod open = w.open;
        for (int i = 0; i < counts.size(); i++) {
            Count count = counts.get(i);
            long more = count.cycles - (taken.isEmpty() ? w.cycles : taken.getLast().cycles);
            RefusalCode problem = more < 0 ? Refused.COUNT_BACKWARDS : open.problem(count.at);
            if (problem != null) {
                String detail = "%d cycles at %s".formatted(count.cycles, count.at);
                refusals.add(new Decision.Refusal(i, problem, detail));
            } else if (more > 0) {
                for (; open.isOver(count.at); open = open.after(events.getLast())) {
                    events.add(closed(w.id, open));
                }
                events.add(metered(w.id, open, more));
                open = open.after(events.getLast());
                taken.add(count);
            }
        }
        if (!taken.isEmpty()) {
            events.addFirst(new CountsRecorded(w.id, taken));
        }
        int known = counts.size() - taken.size() - refusals.size();
        return new Decision<>(events, refusals, taken.size(), known);
    }

    private static CyclesMetered metered(String id, OpenPeriod o, long cycles) {
        Quantity more = new Quantity(cycles * 1_000, Dimension.COUNT);
        Quantity sum = o.total(Quantities.ONLY, more);
        return new CyclesMetered(
                id, o.contractId(), o.periodId(), o.meteredNo() + 1, PROVISIONAL, more, sum);
    }

    private static WashingClosed closed(String id, OpenPeriod o) {
        return new WashingClosed(
                id, o.contractId(), o.periodId(), o.nextPeriodId(), o.totals(CYCLES));
    }

    @Override
    public Washer evolve(Washer w, Told event) {
        return switch (event) {
            case WasherRegistered e -> new Washer(e.meterId, e.cycles, OpenPeriod.NONE);
            case CountsRecorded e -> new Washer(w.id, e.counts.getLast().cycles, w.open);
            case WasherAssigned e -> new Washer(w.id, w.cycles, w.open.after(e));
            case WasherLeft e -> new Washer(w.id, w.cycles, w.open.after(e));
            case CyclesMetered e -> new Washer(w.id, w.cycles, w.open.after(e));
            case WashingClosed e -> new Washer(w.id, w.cycles, w.open.after(e));
        };
    }
}
