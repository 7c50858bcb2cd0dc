package io.usance.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.json.Json;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.state.Metering;
import io.usance.meter.silo.state.SiloState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Prints how large the stored state of a silo is after each poll of a simulated month. */
final class StateSize {
    private static final int POLL = 25;

    private StateSize() {}

    public static void main(String[] arguments) throws JsonProcessingException {
        Month month = new Month();
        ObjectMapper json = Json.mapper();
        SiloState state = SiloState.initial();
        for (SiloCommand command : month.beforeReadings()) {
            state = handle(state, command);
        }
        List<Integer> bytes = new ArrayList<>();
        for (int from = 0; from < month.readings.size(); from += POLL) {
            int to = Math.min(from + POLL, month.readings.size());
            state =
                    handle(
                            state,
                            new RecordReadings(
                                    "silo-1", month.readings.subList(from, to), Month.RECEIVED));
            String stored = json.writeValueAsString(state.snapshot());
            bytes.add(stored.getBytes(StandardCharsets.UTF_8).length);
        }
        bytes.sort(null);
        System.out.println(
                "state of a silo as JSON, in bytes, over "
                        + month.readings.size()
                        + " readings: median "
                        + bytes.get(bytes.size() / 2)
                        + ", largest "
                        + bytes.getLast());
    }

    private static SiloState handle(SiloState state, SiloCommand command) {
        SiloState next = state;
        for (var event : Metering.decide(state, command).events()) {
            next = Metering.evolve(next, event);
        }
        return next;
    }
}
