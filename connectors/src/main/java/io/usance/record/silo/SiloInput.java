package io.usance.record.silo;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.SiloCommand;
import io.usance.metering.MeterCommand;
import io.usance.record.Decoding;
import io.usance.record.Decoding.Decoded;
import io.usance.record.InboundRecord;
import io.usance.record.MeterInput;
import io.usance.record.MeterTopic;
import io.usance.record.Refusal;
import io.usance.record.Times;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** Readings, delivery notes, and what people know of the stock of silos. */
public final class SiloInput implements MeterInput {
    /** Topic of readings; key = silo. */
    public static final String READINGS = "usance.readings";

    /** Topic of delivery notes; key = silo. */
    public static final String DELIVERIES = "usance.deliveries";

    /** Topic of what people know of a stock; key = silo. */
    public static final String STOCK_CHANGES = "usance.stock-changes";

    @Override
    public String kind() {
        return "silo";
    }

    @Override
    public List<MeterTopic<?>> topics() {
        return List.of(
                new Readings(),
                new EntryTopic<>(
                        DELIVERIES,
                        "delivery",
                        new DeliveryDecoder()::decode,
                        DeliveryRecord::command),
                new EntryTopic<>(
                        STOCK_CHANGES,
                        "stock-change",
                        new StockDecoder()::decode,
                        StockRecord::command));
    }

    @Override
    public List<String> eventSchemas() {
        return List.of(
                "silo-registered",
                "contract-assigned",
                "contract-ended",
                "delivery-note-recorded",
                "delivery-counted",
                "delivery-not-seen",
                "delivery-corrected",
                "delivery-voided",
                "stock-entered",
                "opening-stock-measured",
                "sensor-changed",
                "sequence-gap-noted",
                "reading-set-aside",
                "metering-doubted",
                "stock-adjusted",
                "consumption-metered",
                "period-closed",
                "closed-period-corrected");
    }

    private static final class Readings implements MeterTopic<Reading> {
        private final ReadingDecoder decoder = new ReadingDecoder();

        @Override
        public String name() {
            return READINGS;
        }

        @Override
        public String schema() {
            return "reading";
        }

        @Override
        public Decoding<Reading> decode(InboundRecord arrived) {
            Decoding<Reading> decoding = decoder.decode(arrived);
            if (decoding instanceof Decoded<Reading> decoded) {
                try {
                    Times.checkNotOfTheFuture(decoded.value().sampledAt(), arrived.timestampMs());
                } catch (Refusal refusal) {
                    return refusal.asValue();
                }
            }
            return decoding;
        }

        @Override
        public SiloCommand command(String siloId, List<Reading> readings, Instant arrivedAt) {
            return new SiloCommand.RecordReadings(siloId, readings, arrivedAt);
        }
    }

    /**
     * A topic of what people enter, one by one, and before readings: a note or a transfer polled
     * together with its rise is known when the level rises.
     */
    private record EntryTopic<V>(
            String name,
            String schema,
            Function<InboundRecord, Decoding<V>> decoder,
            Recording<V> recording)
            implements MeterTopic<V> {

        /** The command that has a record recorded. */
        private interface Recording<V> {
            MeterCommand<?> of(V value, String siloId, Instant arrivedAt);
        }

        @Override
        public Decoding<V> decode(InboundRecord arrived) {
            return decoder.apply(arrived);
        }

        @Override
        public boolean goesFirst() {
            return true;
        }

        @Override
        public int valuesPerCommandMax() {
            return 1;
        }

        @Override
        public MeterCommand<?> command(String siloId, List<V> records, Instant arrivedAt) {
            return recording.of(records.getFirst(), siloId, arrivedAt);
        }
    }
}
