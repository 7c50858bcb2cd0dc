package io.usance.meter.silo.stress;

import io.usance.meter.silo.DeliveryNote;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.state.Metering;
import io.usance.meter.silo.state.SiloState;
import io.usance.metering.Outcome;
import io.usance.period.BillingCalendar;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A month, and what metering made of it.
 *
 * @param billed thousandths of a kilogram
 * @param uncertainty as stated, k = 2, likewise
 * @param doubts why the bill is not to be trusted; empty if it is
 * @param events all, in order
 */
record MeteredMonth(
        RoughMonth month,
        long billed,
        long uncertainty,
        Set<String> doubts,
        List<SiloEvent> events) {

    private static final BillingCalendar MONTHLY =
            new BillingCalendar(ZoneId.of("UTC"), BillingCalendar.Cycle.MONTH);

    static MeteredMonth of(RoughMonth month) {
        List<SiloEvent> events = new ArrayList<>();
        SiloState state = SiloState.initial();
        for (SiloCommand command : commands(month)) {
            Outcome<SiloState, SiloEvent> outcome = Metering.handle(state, command);
            state = outcome.state();
            events.addAll(outcome.decision().events());
        }
        SiloEvent.PeriodClosed closed =
                events.stream()
                        .filter(SiloEvent.PeriodClosed.class::isInstance)
                        .map(SiloEvent.PeriodClosed.class::cast)
                        .findFirst()
                        .orElseThrow();
        Set<String> doubts = new TreeSet<>();
        for (SiloEvent event : events.subList(0, events.indexOf(closed))) {
            switch (event) {
                case SiloEvent.MeteringDoubted doubted -> doubts.add(doubted.doubt().name());
                case SiloEvent.DeliveryNotSeen seen -> doubts.add("DELIVERY_NOT_SEEN");
                case SiloEvent.DeliveryCounted counted when counted.deviates() ->
                        doubts.add("DELIVERY_DEVIATES");
                default -> {}
            }
        }
        return new MeteredMonth(
                month,
                closed.consumed().milli(),
                closed.expandedUncertainty().milli(),
                doubts,
                events);
    }

    private static List<SiloCommand> commands(RoughMonth month) {
        String id = month.silo().siloId();
        Instant begin = month.readings().getFirst().sampledAt();
        List<SiloCommand> commands = new ArrayList<>();
        commands.add(new SiloCommand.RegisterSilo(month.silo(), begin));
        commands.add(new SiloCommand.AssignContract(id, "c-1", MONTHLY, RoughMonth.FROM, begin));
        List<DeliveryNote> notes = new ArrayList<>(month.notes());
        notes.sort(Comparator.comparing(DeliveryNote::deliveredAt));
        for (Reading reading : month.readings()) {
            Instant at = reading.sampledAt();
            while (!notes.isEmpty() && !notes.getFirst().deliveredAt().isAfter(at)) {
                commands.add(new SiloCommand.RecordDelivery(id, notes.removeFirst(), at));
            }
            commands.add(new SiloCommand.RecordReadings(id, List.of(reading), at));
        }
        commands.add(
                new SiloCommand.ClosePeriod(
                        id, "2026-02-01/2026-03-01", month.readings().getLast().sampledAt()));
        return commands;
    }
}
