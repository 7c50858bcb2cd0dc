package io.usance.fuzz;

import io.usance.meter.machine.MachineReading;
import io.usance.meter.silo.Reading;
import io.usance.record.Decoding;
import io.usance.record.Decoding.Decoded;
import io.usance.record.Decoding.Undecodable;
import io.usance.record.Headers;
import io.usance.record.InboundRecord;
import io.usance.record.RecordLimits;
import io.usance.record.machine.MachineReadingDecoder;
import io.usance.record.machine.MachineReadingEncoder;
import io.usance.record.silo.DeliveryDecoder;
import io.usance.record.silo.DeliveryRecord;
import io.usance.record.silo.EntryEncoder;
import io.usance.record.silo.ReadingDecoder;
import io.usance.record.silo.ReadingEncoder;
import io.usance.record.silo.StockDecoder;
import io.usance.record.silo.StockRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Records of a topic. What is taken would be taken again from its own encoding. */
record RecordDoor<T>(
        String name, List<byte[]> seeds, Decoder<T> decoder, Function<Decoded<T>, byte[]> encoder)
        implements Door {
    private static final Headers PLAIN = Headers.NONE;
    private static final Headers STRUCTURED =
            Map.of("content-type", Inputs.bytes("application/cloudevents+json; charset=utf-8"))
                    ::get;

    private static final long ARRIVED_MS = Instant.parse("2099-12-31T00:00:00Z").toEpochMilli();

    /** As all decoders have it. */
    interface Decoder<T> {
        Decoding<T> decode(byte @Nullable [] key, byte[] value, Headers headers);
    }

    static Door readings() {
        ReadingDecoder decoder = new ReadingDecoder();
        return new RecordDoor<Reading>(
                "readings",
                Inputs.texts(
                        """
                        {"siloId":"S1","sensorId":"R7","sequence":41,"batchId":"B9",\
                        "sampledAt":"2026-03-01T10:15:00Z","clock":"SYNCHRONISED","status":"OK",\
                        "kind":"MASS","value":"24350.0","unit":"kg","x":{"y":[1,"\\u00e4"]}}\
                        """,
                        """
                        {"siloId":"S1","sensorId":"R7","sampledAt":"2026-03-01T10:15:00.125+01:00",\
                        "kind":"VOLUME","value":24.35e0,"unit":"m3","temperatureCel":"-3.5"}\
                        """,
                        """
                        {"specversion":"1.0","type":"io.usance.reading.v1","id":"1","data":{\
                        "siloId":"S1","sensorId":"R7","sequence":0,\
                        "sampledAt":"2026-03-01T10:15:00Z","kind":"PERCENT","value":1.5,"unit":"%"}}\
                        """),
                decoder::decode,
                taken -> ReadingEncoder.encode(taken.meterId(), taken.value()));
    }

    static Door deliveries() {
        DeliveryDecoder decoder = new DeliveryDecoder();
        return new RecordDoor<DeliveryRecord>(
                "deliveries",
                Inputs.texts(
                        """
                        {"siloId":"S1","noteId":"N1","deliveredAt":"2026-03-01T10:15:00+01:00",\
                        "quantity":24.35e0,"unit":"t"}\
                        """,
                        """
                        {"specversion":"1.0","type":"io.usance.delivery.v1","data":{"siloId":"S1",\
                        "noteId":"LS 4711","deliveredAt":"2026-03-01T10:15:00Z",\
                        "quantity":"24040","unit":"kg"}}\
                        """),
                decoder::decode,
                taken -> EntryEncoder.encode(taken.meterId(), taken.value()));
    }

    static Door corrections() {
        DeliveryDecoder decoder = new DeliveryDecoder();
        return new RecordDoor<DeliveryRecord>(
                "corrections of deliveries",
                Inputs.texts(
                        """
                        {"siloId":"S1","noteId":"N1","action":"CORRECT","correctionId":"C1",\
                        "by":"Ann","reason":"typed wrong","quantity":24.35e0,"unit":"t"}\
                        """,
                        """
                        {"siloId":"S1","noteId":"N1","action":"VOID","correctionId":"C2",\
                        "by":"Ann","reason":"of another silo"}\
                        """),
                decoder::decode,
                taken -> EntryEncoder.encode(taken.meterId(), taken.value()));
    }

    static Door stockChanges() {
        StockDecoder decoder = new StockDecoder();
        return new RecordDoor<StockRecord>(
                "stock changes",
                Inputs.texts(
                        """
                        {"siloId":"S1","entryId":"E1","change":"STOCK_TAKE","quantity":"0",\
                        "unit":"kg","shown":"12.5","uncertainty":1,\
                        "happenedAt":"2026-03-01T10:15:00+01:00","by":"Ann","reason":"yearly"}\
                        """,
                        """
                        {"siloId":"S1","entryId":"E2","change":"TRANSFER","toSiloId":"S2",\
                        "quantity":5.5,"unit":"t","happenedAt":"2026-03-01T10:15:00Z","by":"Ann",\
                        "reason":"S1 is cleaned"}\
                        """),
                decoder::decode,
                taken -> EntryEncoder.encode(taken.meterId(), taken.value()));
    }

    static Door machineReadings() {
        MachineReadingDecoder decoder = new MachineReadingDecoder();
        return new RecordDoor<MachineReading>(
                "machine readings",
                Inputs.texts(
                        """
                        {"machineId":"M1","deviceId":"P7","epoch":1,"sequence":41,\
                        "sampledAt":"2026-03-01T10:15:00Z","values":{"total":"-2147483600",\
                        "bad":3,"hours":1212.4e0},"state":"EXECUTE","quality":"GOOD"}\
                        """,
                        """
                        {"specversion":"1.0","type":"io.usance.machine-reading.v1","data":{\
                        "machineId":"M1","deviceId":"P7","sequence":0,"values":null,\
                        "sampledAt":"2026-03-01T10:15:00.125+01:00","state":"IDLE"}}\
                        """),
                (key, value, headers) ->
                        decoder.decode(new InboundRecord(key, value, headers, ARRIVED_MS)),
                taken -> MachineReadingEncoder.encode(taken.meterId(), taken.value()));
    }

    @Override
    public Grammar grammar() {
        return Grammar.JSON;
    }

    /** Bare, as a structured event, and with a key of its own first bytes. */
    @Override
    public Said accept(byte[] input) {
        Said plain = said(decoder.decode(null, input, PLAIN));
        Said structured = said(decoder.decode(null, input, STRUCTURED));
        byte[] key = Arrays.copyOf(input, Math.min(input.length, 400));
        Said keyed = said(decoder.decode(key, input, PLAIN));
        if (plain.answer() == Answer.TAKEN) {
            return plain;
        }
        return new Said(
                structured.answer(),
                plain.reason() + " | " + structured.reason() + " | " + keyed.reason());
    }

    private Said said(Decoding<T> decoding) {
        return switch (decoding) {
            case Decoded<T> taken -> {
                if (!decoder.decode(null, encoder.apply(taken), PLAIN).equals(taken)) {
                    throw new AssertionError("its own encoding is another value: " + taken);
                }
                yield Said.taken();
            }
            case Undecodable<T> refused -> {
                if (refused.detail().length() > RecordLimits.DETAIL_CHARS_MAX) {
                    throw new AssertionError("a long detail: " + refused.detail());
                }
                yield Said.refused(refused.reason());
            }
        };
    }
}
