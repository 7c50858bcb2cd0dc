package io.usance.metering;

import io.usance.metering.MeterRows.Balance;
import io.usance.metering.MeterRows.PeriodRow;
import io.usance.quantity.Quantity;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The read models of a kind of meter whose quantities have neither stock nor register, and no
 * uncertainty: who it was assigned to, and what its periods came to.
 */
final class PlainProjection<E extends MeterEvent> implements MeterProjection<E> {
    private static final Set<Class<?>> SEEN =
            Set.of(
                    MeterAssigned.class,
                    MeterLeft.class,
                    EvidenceRecorded.class,
                    Metered.class,
                    MeterPeriodClosed.class);

    /** Stored names of the events that it changes the read models by. */
    static Set<String> projected(Stream<? extends Class<?>> events) {
        return events.filter(type -> SEEN.stream().anyMatch(seen -> seen.isAssignableFrom(type)))
                .map(Class::getSimpleName)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void project(E event, Instant recordedAt, MeterRows rows) {
        switch (event) {
            case MeterAssigned e -> rows.assigned(e, recordedAt);
            case MeterLeft e -> rows.left(e);
            case MeterPeriodClosed e -> {
                e.quantities().entrySet().forEach(quantity -> balanced(e, quantity, rows));
                rows.closed(e);
            }
            default -> {}
        }
    }

    private static void balanced(
            MeterPeriodClosed e, Map.Entry<String, Quantity> quantity, MeterRows rows) {
        Quantity consumed = quantity.getValue();
        rows.balanced(
                new PeriodRow(
                        e.meterId(),
                        e.periodId(),
                        e.contractId(),
                        quantity.getKey(),
                        consumed.dimension(),
                        true),
                new Balance(null, null, consumed, consumed, null, "CLOSED"),
                e.nextPeriodId());
    }
}
