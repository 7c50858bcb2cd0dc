package io.usance.washing;

import io.usance.metering.Decision;
import io.usance.metering.EvidenceRecorded;
import io.usance.metering.MeterAssigned;
import io.usance.metering.MeterCommand;
import io.usance.metering.MeterConflictException;
import io.usance.metering.MeterEvent;
import io.usance.metering.MeterKind;
import io.usance.metering.MeterLeft;
import io.usance.metering.MeterPeriodClosed;
import io.usance.metering.Metered;
import io.usance.metering.MeteredKind;
import io.usance.metering.Outcome;
import io.usance.metering.RefusalCode;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingPeriod;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Washing machines that show how many cycles they have washed so far. */
final class WashingKind
        implements MeterKind<WashingKind.Washer, WashingKind.Asked, WashingKind.Told> {

    /** What can be asked of a washer; what is done as asked is told as asked. */
    sealed interface Asked extends MeterCommand<Told> {}

    /** What happened to a washer. */
    sealed interface Told extends MeterEvent {}

    record WasherRegistered(String meterId, long cycles, Instant at) implements Asked, Told {}

    record WasherAssigned(
            String meterId,
            String contractId,
            BillingCalendar calendar,
            Instant meteringFrom,
            Instant at)
            implements Asked, Told, MeterAssigned {}

    record WasherLeft(String meterId, String contractId, Instant endsAt, Instant at)
            implements Asked, Told, MeterLeft {}

    record CloseWashing(String meterId, String periodId, Instant at) implements Asked {}

    record CountsRecorded(String meterId, List<Count> counts)
            implements Asked, Told, EvidenceRecorded {
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
            Quantity cycles)
            implements Told, MeterPeriodClosed {
        @Override
        public SortedMap<String, Quantity> quantities() {
            return new TreeMap<>(Map.of(Quantities.ONLY, cycles));
        }
    }

    /** What the counter of a washer showed. */
    record Count(long cycles, Instant at) {}

    enum Refused implements RefusalCode {
        NO_CONTRACT,
        PERIOD_CLOSED,
        COUNT_BACKWARDS
    }

    /** A washer; without a contract there is no period. */
    record Washer(
            String meterId,
            long cycles,
            @Nullable WasherAssigned contract,
            @Nullable Instant endsAt,
            String periodId,
            Quantity inPeriod,
            long meteredNo) {
        BillingPeriod period() {
            return Objects.requireNonNull(contract).calendar().period(periodId);
        }
    }

    private static final Quantity NONE = Quantity.zero(Dimension.COUNT);

    @Override
    public String name() {
        return "washer";
    }

    @Override
    public Class<Asked> commandType() {
        return Asked.class;
    }

    @Override
    public Class<Told> eventType() {
        return Told.class;
    }

    @Override
    public Washer initial() {
        return new Washer("", 0, null, null, "", NONE, 0);
    }

    @Override
    public boolean registers(Asked command) {
        return command instanceof WasherRegistered;
    }

    @Override
    public boolean assigns(Asked command) {
        return command instanceof WasherAssigned;
    }

    @Override
    public Asked assign(
            String meterId,
            String contractId,
            BillingCalendar calendar,
            Instant meteringFrom,
            Instant at) {
        return new WasherAssigned(meterId, contractId, calendar, meteringFrom, at);
    }

    @Override
    public Asked end(String meterId, String contractId, Instant endsAt, Instant at) {
        return new WasherLeft(meterId, contractId, endsAt, at);
    }

    @Override
    public Asked close(String meterId, String periodId, Instant at) {
        return new CloseWashing(meterId, periodId, at);
    }

    @Override
    public @Nullable Asked commandOf(Told event) {
        return event instanceof WashingClosed e
                ? new CloseWashing(e.meterId(), e.periodId(), Instant.MAX)
                : event instanceof Asked asked ? asked : null;
    }

    @Override
    public String idOf(Washer washer) {
        return washer.meterId();
    }

    @Override
    public SortedMap<String, Dimension> quantities(Washer washer) {
        return new TreeMap<>(Map.of(Quantities.ONLY, Dimension.COUNT));
    }

    @Override
    public Outcome<Washer, Told> handle(Washer w, Asked command) {
        WasherAssigned contract = w.contract();
        Decision<Told> decision =
                switch (command) {
                    case WasherRegistered c ->
                            Decision.of(w.meterId().isEmpty() ? List.of(c) : List.of());
                    case WasherAssigned c when contract == null -> Decision.of(List.of(c));
                    case WasherAssigned c when c.contractId().equals(contract.contractId()) ->
                            Decision.of(List.of());
                    case WasherAssigned c ->
                            throw new MeterConflictException(
                                    "washer %s is under contract %s, not free for %s"
                                            .formatted(
                                                    w.meterId(),
                                                    contract.contractId(),
                                                    c.contractId()));
                    case WasherLeft c ->
                            Decision.of(
                                    contract == null || w.endsAt() != null
                                            ? List.of()
                                            : List.of(c));
                    case CloseWashing c ->
                            Decision.of(
                                    c.periodId().equals(w.periodId())
                                                    && !c.at().isBefore(w.period().end())
                                            ? List.of(closed(w))
                                            : List.of());
                    case CountsRecorded c -> count(w, c);
                };
        return Outcome.of(this, w, decision);
    }

    private Decision<Told> count(Washer before, CountsRecorded told) {
        Washer w = before;
        List<Told> metered = new ArrayList<>();
        List<Count> taken = new ArrayList<>();
        List<Decision.Refusal> refusals = new ArrayList<>();
        long last = w.cycles();
        for (int i = 0; i < told.records(); i++) {
            Count count = told.counts().get(i);
            Refused reason = reason(w, last, count);
            if (reason != null) {
                refusals.add(
                        new Decision.Refusal(
                                i,
                                reason,
                                "%d cycles at %s, %d before"
                                        .formatted(count.cycles(), count.at(), last)));
            } else if (count.cycles() > last) {
                while (!count.at().isBefore(w.period().end())) {
                    metered.add(closed(w));
                    w = evolve(w, metered.getLast());
                }
                metered.add(metered(w, count.cycles() - last));
                w = evolve(w, metered.getLast());
                taken.add(count);
                last = count.cycles();
            }
        }
        if (!taken.isEmpty()) {
            metered.addFirst(new CountsRecorded(w.meterId(), taken));
        }
        return new Decision<>(
                metered, refusals, taken.size(), told.records() - taken.size() - refusals.size());
    }

    private static @Nullable Refused reason(Washer w, long last, Count count) {
        if (w.contract() == null || (w.endsAt() != null && !count.at().isBefore(w.endsAt()))) {
            return Refused.NO_CONTRACT;
        }
        if (count.at().isBefore(w.period().start())) {
            return Refused.PERIOD_CLOSED;
        }
        return count.cycles() < last ? Refused.COUNT_BACKWARDS : null;
    }

    private static CyclesMetered metered(Washer w, long cycles) {
        Quantity quantity = new Quantity(cycles * 1_000, Dimension.COUNT);
        return new CyclesMetered(
                w.meterId(),
                contractId(w),
                w.periodId(),
                w.meteredNo() + 1,
                MeteredKind.PROVISIONAL,
                quantity,
                w.inPeriod().plus(quantity));
    }

    private static WashingClosed closed(Washer w) {
        String next = Objects.requireNonNull(w.contract()).calendar().after(w.period()).id();
        return new WashingClosed(w.meterId(), contractId(w), w.periodId(), next, w.inPeriod());
    }

    private static String contractId(Washer w) {
        return Objects.requireNonNull(w.contract()).contractId();
    }

    @Override
    public Washer evolve(Washer w, Told event) {
        return switch (event) {
            case WasherRegistered e -> new Washer(e.meterId(), e.cycles(), null, null, "", NONE, 0);
            case WasherAssigned e ->
                    new Washer(
                            w.meterId,
                            w.cycles,
                            e,
                            null,
                            e.calendar().periodOf(e.meteringFrom()).id(),
                            NONE,
                            w.meteredNo);
            case WasherLeft e ->
                    new Washer(
                            w.meterId,
                            w.cycles,
                            w.contract,
                            e.endsAt(),
                            w.periodId,
                            w.inPeriod,
                            w.meteredNo);
            case CountsRecorded e ->
                    new Washer(
                            w.meterId,
                            e.counts().getLast().cycles(),
                            w.contract,
                            w.endsAt,
                            w.periodId,
                            w.inPeriod,
                            w.meteredNo);
            case CyclesMetered e ->
                    new Washer(
                            w.meterId,
                            w.cycles,
                            w.contract,
                            w.endsAt,
                            w.periodId,
                            e.periodTotal(),
                            e.meteredNo());
            case WashingClosed e when w.period().end().equals(w.endsAt) ->
                    new Washer(w.meterId, w.cycles, null, null, "", NONE, w.meteredNo);
            case WashingClosed e ->
                    new Washer(
                            w.meterId,
                            w.cycles,
                            w.contract,
                            w.endsAt,
                            e.nextPeriodId(),
                            NONE,
                            w.meteredNo);
        };
    }
}
