package io.usance.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.usance.engine.form.EventForms;
import io.usance.meter.silo.Reading;
import io.usance.meter.silo.SiloCommand;
import io.usance.meter.silo.SiloCommand.RecordReadings;
import io.usance.meter.silo.SiloEvent;
import io.usance.meter.silo.state.Metering;
import io.usance.meter.silo.state.SiloState;
import io.usance.metering.Decision;
import io.usance.record.Decoding;
import io.usance.record.Headers;
import io.usance.record.silo.ReadingDecoder;
import io.usance.record.silo.ReadingEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What one reading costs in each stage it passes before the database, in nanoseconds per reading.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ReadingBenchmark {
    private static final int READINGS = 2_500;
    private static final int POLL = 25;

    private final Month month = new Month();
    private final List<byte[]> records = records();
    private final JsonFactory json = new JsonFactory();
    private final ReadingDecoder decoder = new ReadingDecoder();
    private final Headers noHeaders = Headers.NONE;
    private final EventForms forms = new EventForms();

    private List<byte[]> records() {
        List<byte[]> encoded = new ArrayList<>();
        month.readings
                .subList(0, READINGS)
                .forEach(r -> encoded.add(ReadingEncoder.encode("silo-1", r)));
        return encoded;
    }

    /** The baseline: walking through the JSON and keeping nothing. */
    @Benchmark
    @OperationsPerInvocation(READINGS)
    public void parseOnly(Blackhole hole) throws IOException {
        for (byte[] record : records) {
            try (JsonParser parser = json.createParser(record)) {
                while (parser.nextToken() != null) {
                    hole.consume(parser.currentToken());
                }
            }
        }
    }

    /** Bytes to a checked reading. */
    @Benchmark
    @OperationsPerInvocation(READINGS)
    public void decode(Blackhole hole) {
        for (byte[] record : records) {
            Decoding<Reading> decoded = decoder.decode(null, record, noHeaders);
            hole.consume(decoded);
        }
    }

    /** Readings to events and state, 25 to a poll, with all a month brings. */
    @Benchmark
    @OperationsPerInvocation(READINGS)
    public void decideAndEvolve(Blackhole hole) {
        SiloState state = SiloState.initial();
        for (SiloCommand command : month.beforeReadings()) {
            state = handle(state, command, hole);
        }
        for (int from = 0; from < READINGS; from += POLL) {
            List<Reading> poll = month.readings.subList(from, from + POLL);
            state = handle(state, new RecordReadings("silo-1", poll, Month.RECEIVED), hole);
        }
        hole.consume(state);
    }

    private static SiloState handle(SiloState state, SiloCommand command, Blackhole hole) {
        Decision<SiloEvent> decision = Metering.decide(state, command);
        SiloState next = state;
        for (SiloEvent event : decision.events()) {
            next = Metering.evolve(next, event);
        }
        hole.consume(decision);
        return next;
    }

    /** The stored form of readings, 25 to an event. */
    @Benchmark
    @OperationsPerInvocation(READINGS)
    public void encodeForStorage(Blackhole hole) {
        for (int from = 0; from < READINGS; from += POLL) {
            List<Reading> poll = month.readings.subList(from, from + POLL);
            hole.consume(
                    forms.encode(new SiloEvent.ReadingsRecorded("silo-1", poll, Month.RECEIVED)));
        }
    }
}
