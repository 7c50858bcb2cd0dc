package io.usance.meter.silo.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.SiloEvent.DeliveryCounted;
import io.usance.meter.silo.SiloEvent.DeliveryNotSeen;
import io.usance.simulation.SimulatedSilo;
import io.usance.simulation.TrueDelivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds the deliveries that were counted against those that really came. */
final class DeliveryCheck {

    /** A weighbridge is off by 0.03 % (one standard deviation). */
    private static final long WEIGHED_DIVISOR = 500;

    /** An estimate may be off by this many times its printed uncertainty. */
    private static final long ESTIMATE_FACTOR = 3;

    private final SimulatedSilo silo;
    private final String where;
    private final Map<Integer, Instant> beganByRefill = new HashMap<>();
    private final Set<Integer> found = new HashSet<>();

    DeliveryCheck(SimulatedSilo silo, String where) {
        this.silo = silo;
        this.where = where;
    }

    /** Refills are known by their number only while the state holds them. */
    void watch(SiloState state, List<SiloEvent> events) {
        for (SiloEvent event : events) {
            if (event instanceof DeliveryCounted counted && counted.refillNo() > 0) {
                state.refillBegan(counted.refillNo())
                        .ifPresent(at -> beganByRefill.putIfAbsent(counted.refillNo(), at));
            }
        }
    }

    /** Each delivery of the month once, none that never was; returns how many were found. */
    int check(MeteredRun run) {
        assertThat(run.all(DeliveryNotSeen.class)).as(where).isEmpty();
        Map<String, List<DeliveryCounted>> byRise = new HashMap<>();
        for (DeliveryCounted counted : run.all(DeliveryCounted.class)) {
            if (!counted.quantity().isZero()) {
                String rise =
                        counted.refillNo() > 0
                                ? "rise " + counted.refillNo()
                                : counted.noteIds().toString();
                byRise.computeIfAbsent(rise, r -> new ArrayList<>()).add(counted);
            }
        }
        byRise.forEach(this::checkRise);
        for (TrueDelivery delivery : silo.truth().deliveries()) {
            if (isWithinMonth(delivery)) {
                assertThat(found).as("%s: missed %s", where, delivery).contains(delivery.no());
            }
        }
        return found.size();
    }

    private void checkRise(String rise, List<DeliveryCounted> events) {
        long total = events.stream().mapToLong(event -> event.quantity().milli()).sum();
        List<String> notes = events.stream().flatMap(event -> event.noteIds().stream()).toList();
        if (notes.isEmpty()) {
            TrueDelivery delivery = unnoted(events.getFirst());
            find(delivery, rise);
            long most = ESTIMATE_FACTOR * events.getFirst().levelUncertainty().milli();
            assertThat(Math.abs(total - delivery.quantity().milli()))
                    .as("%s: %s estimated %s for %s", where, rise, events, delivery)
                    .isLessThanOrEqualTo(most);
            return;
        }
        long brought = 0;
        for (String note : notes) {
            int no = Integer.parseInt(note.substring(note.lastIndexOf('-') + 1));
            TrueDelivery delivery = silo.truth().deliveries().get(no - 1);
            find(delivery, rise);
            brought += delivery.quantity().milli();
        }
        assertThat(Math.abs(total - brought))
                .as("%s: %s counted %s", where, rise, events)
                .isLessThanOrEqualTo(brought / WEIGHED_DIVISOR);
    }

    private void find(TrueDelivery delivery, String rise) {
        assertThat(found.add(delivery.no()))
                .as("%s: %s counts %s a second time", where, rise, delivery)
                .isTrue();
    }

    private TrueDelivery unnoted(DeliveryCounted counted) {
        Instant began = beganByRefill.get(counted.refillNo());
        Duration near = silo.profile().interval().multipliedBy(12).plusHours(3);
        for (TrueDelivery delivery : silo.truth().deliveries()) {
            boolean close =
                    began != null
                            && began.isAfter(delivery.from().minus(near))
                            && began.isBefore(delivery.to().plus(near));
            if (!delivery.noted() && close) {
                return delivery;
            }
        }
        throw new AssertionError(where + ": never came, began " + began + ": " + counted);
    }

    /**
     * Not under way at either end of the month, nor in the two groups of readings in which a refill
     * is recognised; it may then belong to the next month.
     */
    private boolean isWithinMonth(TrueDelivery delivery) {
        Duration margin = silo.profile().interval().multipliedBy(12).plusHours(1);
        return delivery.from().isAfter(SimulatedMonths.FROM.plus(margin))
                && delivery.to().isBefore(SimulatedMonths.TO.minus(margin));
    }
}
