package io.usance.bundle;

import io.usance.bundle.Bundle.SiloEvidence;
import io.usance.meter.silo.MeteringAudit;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.ConsumptionMetered;
import io.usance.meter.silo.SiloEvent.PeriodClosed;
import io.usance.meter.silo.SiloSnapshot;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All events of a silo, and what of them consumption rests on. */
final class SiloLog {
    private final List<SiloEvent> events;
    private final Map<Long, Integer> indexByNo = new HashMap<>();
    private final Map<Integer, SiloSnapshot> starts = new HashMap<>();

    SiloLog(List<SiloEvent> events) {
        this.events = events;
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof ConsumptionMetered metered) {
                indexByNo.put(metered.consumptionNo(), i);
            }
        }
    }

    /**
     * From the input that closed the period before the first of the consumption, and with it its
     * opening stock; from the registration if there is no such period.
     */
    SiloEvidence evidence(String siloId, List<Long> consumptionNos) {
        int first = index(siloId, Collections.min(consumptionNos));
        int last = index(siloId, Collections.max(consumptionNos));
        String periodId = ((ConsumptionMetered) events.get(first)).periodId();
        int begin = first;
        while (begin > 0
                && !(events.get(begin) instanceof PeriodClosed closed
                        && closed.nextPeriodId().equals(periodId))) {
            begin--;
        }
        while (begin > 0 && !MeteringAudit.isInput(events.get(begin))) {
            begin--;
        }
        int end = last + 1;
        while (end < events.size() && !MeteringAudit.isInput(events.get(end))) {
            end++;
        }
        SiloSnapshot start = begin == 0 ? null : starts.computeIfAbsent(begin, this::before);
        return new SiloEvidence(siloId, start, events.subList(begin, end));
    }

    private int index(String siloId, long consumptionNo) {
        Integer index = indexByNo.get(consumptionNo);
        if (index == null) {
            throw new IllegalStateException(
                    "silo %s has not metered consumption %d, which is charged: the log was changed"
                            .formatted(siloId, consumptionNo));
        }
        return index;
    }

    private SiloSnapshot before(int index) {
        MeteringAudit audit = MeteringAudit.fromRegistration();
        audit.skip(events.subList(0, index));
        return audit.snapshot();
    }
}
