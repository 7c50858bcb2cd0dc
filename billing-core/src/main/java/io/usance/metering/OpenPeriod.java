package io.usance.metering;

import io.usance.period.BillingCalendar;
import io.usance.period.BillingPeriod;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The contract that a meter is under, its open period, and what was metered in it: the part of a
 * meter's state that follows from the events of the seam alone. For kinds that count what is
 * reported in the period it happened in, and are under one contract at a time. Written as JSON as
 * it is.
 *
 * @param contractId empty under none
 * @param calendar null under none
 * @param meteringFrom null under none
 * @param endsAt end of the last period; null while no end is known
 * @param periodId the open period; empty under none
 * @param metered in the open period, by the quantity's name; without those of which nothing was
 * @param meteredNo of the last quantity metered, of all contracts; 0 before any
 */
public record OpenPeriod(
        String contractId,
        @Nullable BillingCalendar calendar,
        @Nullable Instant meteringFrom,
        @Nullable Instant endsAt,
        String periodId,
        SortedMap<String, Quantity> metered,
        long meteredNo) {

    /** Of a meter that has never been under a contract. */
    public static final OpenPeriod NONE = none(0);

    public OpenPeriod {
        metered = Collections.unmodifiableSortedMap(new TreeMap<>(metered));
    }

    private static OpenPeriod none(long meteredNo) {
        return new OpenPeriod("", null, null, null, "", new TreeMap<>(), meteredNo);
    }

    /** After an event of the meter; others than the seam's change nothing. */
    public OpenPeriod after(MeterEvent event) {
        return switch (event) {
            case MeterAssigned e ->
                    new OpenPeriod(
                            e.contractId(),
                            e.calendar(),
                            e.meteringFrom(),
                            null,
                            e.calendar().periodOf(e.meteringFrom()).id(),
                            new TreeMap<>(),
                            meteredNo);
            case MeterLeft e ->
                    new OpenPeriod(
                            contractId,
                            calendar,
                            meteringFrom,
                            e.endsAt(),
                            periodId,
                            metered,
                            meteredNo);
            case Metered e -> with(periodId, plus(e), e.meteredNo());
            case MeterPeriodClosed e ->
                    period().end().equals(endsAt)
                            ? none(meteredNo)
                            : with(e.nextPeriodId(), new TreeMap<>(), meteredNo);
            default -> this;
        };
    }

    private OpenPeriod with(String period, SortedMap<String, Quantity> quantities, long no) {
        return new OpenPeriod(contractId, calendar, meteringFrom, endsAt, period, quantities, no);
    }

    private SortedMap<String, Quantity> plus(Metered e) {
        SortedMap<String, Quantity> more = new TreeMap<>(metered);
        more.put(e.quantityName(), total(e.quantityName(), e.quantity()));
        return more;
    }

    /** The open period; only under a contract. */
    public BillingPeriod period() {
        return Objects.requireNonNull(calendar, "no contract").period(periodId);
    }

    /** The period after the open one. */
    public String nextPeriodId() {
        return Objects.requireNonNull(calendar, "no contract").after(period()).id();
    }

    /** What the period comes to with another instalment; {@link Metered#periodTotal()}. */
    public Quantity total(String quantityName, Quantity instalment) {
        Quantity before = metered.get(quantityName);
        return before == null ? instalment : before.plus(instalment);
    }

    /**
     * What was metered in the period, 0 of what was not.
     *
     * @param names all the meter's, see {@link MeterKind#quantities}
     */
    public SortedMap<String, Quantity> totals(Map<String, Dimension> names) {
        SortedMap<String, Quantity> totals = new TreeMap<>();
        names.forEach((name, dimension) -> totals.put(name, Quantity.zero(dimension)));
        totals.putAll(metered);
        return totals;
    }

    /** Why what happened then is not counted; null if it is, in the open period or a later one. */
    public @Nullable MeterRefusal problem(Instant at) {
        if (meteringFrom == null
                || at.isBefore(meteringFrom)
                || (endsAt != null && !at.isBefore(endsAt))) {
            return MeterRefusal.NO_CONTRACT;
        }
        return at.isBefore(period().start()) ? MeterRefusal.PERIOD_CLOSED : null;
    }

    /** True if this is the open period and it was over by then. */
    public boolean isOver(String period, Instant at) {
        return period.equals(periodId) && isOver(at);
    }

    /** True if there is an open period and it was over by then. */
    public boolean isOver(Instant at) {
        return !periodId.isEmpty() && !at.isBefore(period().end());
    }

    /**
     * Decides that the meter comes under a contract; nothing happens if it is under it already.
     *
     * @param event the same, to be recorded
     * @throws MeterConflictException if it is under another one, or under other terms
     */
    public <E extends MeterEvent> Decision<E> assign(MeterAssigned assigned, E event) {
        if (contractId.isEmpty()) {
            return Decision.of(List.of(event));
        }
        if (assignment()
                .isTo(assigned.contractId(), assigned.calendar(), assigned.meteringFrom())) {
            return Decision.none();
        }
        throw new MeterConflictException(
                "meter %s is under contract %s from %s; it cannot come under %s from %s"
                        .formatted(
                                assigned.meterId(),
                                contractId,
                                meteringFrom,
                                assigned.contractId(),
                                assigned.meteringFrom()));
    }

    /**
     * Decides that the meter leaves its contract with a period; nothing happens if that is known.
     *
     * @param event the same, to be recorded
     * @return refused if the contract is another, ends otherwise, or no open period ends then
     */
    public <E extends MeterEvent> Decision<E> end(MeterLeft left, E event) {
        Instant at = left.endsAt();
        if (calendar == null || !contractId.equals(left.contractId())) {
            return Decision.refused(
                    MeterRefusal.CONTRACT_END_REFUSED,
                    "meter %s is not under contract %s"
                            .formatted(left.meterId(), left.contractId()));
        }
        if (at.equals(endsAt)) {
            return Decision.none();
        }
        String problem = assignment().endProblem(at);
        return problem == null
                ? Decision.of(List.of(event))
                : Decision.refused(MeterRefusal.CONTRACT_END_REFUSED, problem);
    }

    /** The contract it is under; only under one. */
    private Assignment assignment() {
        return new Assignment(
                contractId,
                Objects.requireNonNull(calendar, "no contract"),
                Objects.requireNonNull(meteringFrom, "no contract"),
                period(),
                endsAt);
    }
}
