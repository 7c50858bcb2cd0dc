package io.usance.bundle;

import io.usance.bundle.Bundle.MeterEvidence;
import io.usance.engine.BillingEngine;
import io.usance.engine.form.MeterState;
import io.usance.metering.MeterAudit;
import io.usance.metering.MeterEvent;
import io.usance.metering.MeterKind;
import io.usance.metering.MeterPeriodClosed;
import io.usance.metering.Metered;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All events of a meter, and what of them a metered quantity rests on. */
final class MeterLog<S, E extends MeterEvent> {
    private final MeterKind<S, ?, E> kind;
    private final List<E> events;
    private final Map<Long, Integer> indexByNo = new HashMap<>();
    private final Map<Integer, MeterState<S>> starts = new HashMap<>();

    private MeterLog(MeterKind<S, ?, E> kind, List<E> events) {
        this.kind = kind;
        this.events = events;
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof Metered metered) {
                indexByNo.put(metered.meteredNo(), i);
            }
        }
    }

    /** The meters with this id, of whatever kinds; mostly one. */
    static List<MeterLog<?, ?>> of(BillingEngine engine, String meterId) {
        List<MeterLog<?, ?>> logs = new java.util.ArrayList<>();
        for (MeterKind<?, ?, ?> kind : engine.meterKinds().all()) {
            MeterLog<?, ?> log = read(engine, kind, meterId);
            if (!log.events.isEmpty()) {
                logs.add(log);
            }
        }
        return logs;
    }

    private static <S, E extends MeterEvent> MeterLog<S, E> read(
            BillingEngine engine, MeterKind<S, ?, E> kind, String meterId) {
        return new MeterLog<>(kind, engine.meterEvents(kind, meterId));
    }

    /** True if it has metered all of these numbers for the contract. */
    boolean hasMetered(String contractId, List<Long> numbers) {
        return numbers.stream()
                .allMatch(no -> {
                    Integer index = indexByNo.get(no);
                    return index != null
                            && events.get(index) instanceof Metered metered
                            && metered.contractId().equals(contractId);
                });
    }

    /**
     * From the input that closed the period before the first of the quantities, and with it its
     * opening; from the registration if there is no such period.
     *
     * @param numbers that it has metered
     */
    MeterEvidence<S, E> evidence(String meterId, List<Long> numbers) {
        int first = index(Collections.min(numbers));
        int last = index(Collections.max(numbers));
        String periodId = ((Metered) events.get(first)).periodId();
        int begin = first;
        while (begin > 0
                && !(events.get(begin) instanceof MeterPeriodClosed closed
                        && closed.nextPeriodId().equals(periodId))) {
            begin--;
        }
        while (begin > 0 && !kind.isInput(events.get(begin))) {
            begin--;
        }
        int end = last + 1;
        while (end < events.size() && !kind.isInput(events.get(end))) {
            end++;
        }
        return new MeterEvidence<>(kind, meterId, start(begin), events.subList(begin, end));
    }

    private int index(long no) {
        return java.util.Objects.requireNonNull(indexByNo.get(no));
    }

    private @Nullable MeterState<S> start(int begin) {
        return begin == 0 ? null : starts.computeIfAbsent(begin, this::before);
    }

    private MeterState<S> before(int index) {
        MeterAudit<S, E> audit = kind.audit(null);
        audit.skip(events.subList(0, index));
        return new MeterState<>(kind, audit.state());
    }
}
