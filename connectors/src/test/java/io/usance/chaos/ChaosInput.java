package io.usance.chaos;

import io.usance.kafka.Topics;
import io.usance.record.silo.SiloInput;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A plant's readings in slices, one before each fault and one after the last, with poison and wrong
 * clocks where the plan says so. The same seed gives the same records.
 */
final class ChaosInput {
    /** Of one clock. */
    private static final int SHIFTED = 60;

    /** Times that each kind of poison comes in a slice. */
    private static final int DOSES = 3;

    /** Longer than any gateway keeps readings back. */
    private static final Duration JUMP = Duration.ofDays(20);

    private static final int HUGE_BYTES = 300_000;
    private static final int BINARY_BYTES = 200;
    private static final int DEPTH = 5_000;
    private static final Pattern SAMPLED = Pattern.compile("\"sampledAt\":\"([^\"]+)\"");
    private static final String FUTURE = "FUTURE_TIME";

    private final FaultPlan plan;
    private final Topics topics;
    private final Random random;

    private ChaosInput(FaultPlan plan, Topics topics) {
        this.plan = plan;
        this.topics = topics;
        this.random = new Random(plan.seed());
    }

    /**
     * A record to send.
     *
     * @param refusal why it must be refused; null if that is not decided here
     */
    record Entry(ProducerRecord<byte[], byte[]> record, @Nullable String refusal) {}

    /** One slice more than the plan has steps. */
    static List<List<Entry>> slices(
            FaultPlan plan, List<ProducerRecord<byte[], byte[]>> readings, Topics topics) {
        return new ChaosInput(plan, topics).slices(readings);
    }

    private List<List<Entry>> slices(List<ProducerRecord<byte[], byte[]>> readings) {
        int count = plan.steps().size() + 1;
        List<List<Entry>> slices = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            List<Entry> slice = new ArrayList<>();
            readings.subList(part(readings, i, count), part(readings, i + 1, count))
                    .forEach(record -> slice.add(new Entry(record, null)));
            Fault fault = i < count - 1 ? plan.steps().get(i).fault() : Fault.KILL;
            if (fault == Fault.SHIFT_CLOCKS) {
                shiftClocks(slice);
            } else if (fault == Fault.POISON) {
                poison(slice);
            }
            slices.add(slice);
        }
        return slices;
    }

    private static int part(List<?> all, int i, int count) {
        return Math.toIntExact((long) all.size() * i / count);
    }

    /**
     * The broker's clock goes back for a while and forward for a while, and so do the devices'.
     * Only what says it was sampled after it came is refused; the rest is evidence like any other.
     */
    private void shiftClocks(List<Entry> slice) {
        int quarter = slice.size() / 4;
        for (int i = 0; i < Math.min(SHIFTED, quarter); i++) {
            shift(slice, i, JUMP.negated(), Duration.ZERO, FUTURE);
            shift(slice, quarter + i, JUMP, Duration.ZERO, null);
            shift(slice, 2 * quarter + i, Duration.ZERO, JUMP, FUTURE);
            shift(slice, 3 * quarter + i, Duration.ZERO, JUMP.negated(), null);
        }
    }

    private static void shift(
            List<Entry> slice,
            int index,
            Duration broker,
            Duration device,
            @Nullable String refusal) {
        ProducerRecord<byte[], byte[]> record = slice.get(index).record();
        Matcher sampled = SAMPLED.matcher(text(record.value()));
        if (!sampled.find()) {
            return;
        }
        String value =
                sampled.replaceFirst(
                        "\"sampledAt\":\"" + Instant.parse(sampled.group(1)).plus(device) + "\"");
        ProducerRecord<byte[], byte[]> shifted =
                new ProducerRecord<>(
                        record.topic(),
                        null,
                        record.timestamp() + broker.toMillis(),
                        record.key(),
                        bytes(value));
        slice.set(index, new Entry(shifted, refusal));
    }

    /** Between the good records, which must not suffer. */
    private void poison(List<Entry> slice) {
        List<ProducerRecord<byte[], byte[]>> good = new ArrayList<>();
        for (Entry entry : slice) {
            if (SAMPLED.matcher(text(entry.record().value())).find()) {
                good.add(entry.record());
            }
        }
        for (int dose = 0; dose < DOSES; dose++) {
            ProducerRecord<byte[], byte[]> model = good.get(random.nextInt(good.size()));
            for (Entry bad : bad(model)) {
                slice.add(random.nextInt(slice.size()), bad);
            }
        }
    }

    private List<Entry> bad(ProducerRecord<byte[], byte[]> model) {
        String json = text(model.value());
        byte[] binary = new byte[BINARY_BYTES];
        random.nextBytes(binary);
        binary[0] = 0;
        byte[] huge = new byte[HUGE_BYTES];
        Arrays.fill(huge, (byte) 'x');
        return List.of(
                bad(model, bytes(json.substring(0, json.length() / 2)), "MALFORMED_JSON"),
                bad(model, binary, "MALFORMED_JSON"),
                bad(model, bytes("{\"deep\":" + "[".repeat(DEPTH)), "MALFORMED_JSON"),
                bad(model, huge, "TOO_LARGE"),
                bad(model, new byte[0], "EMPTY_RECORD"),
                bad(model, null, "EMPTY_RECORD"),
                bad(model, bytes("[1,2,3]"), "WRONG_TYPE"),
                bad(model, with(json, "value", "1e999999999"), "ABSURD_NUMBER"),
                bad(model, with(json, "value", ""), "BLANK_VALUE"),
                bad(model, with(json, "unit", "stone"), "UNKNOWN_UNIT"),
                bad(model, with(json, "kind", "SMELL"), "UNKNOWN_KIND"),
                bad(model, with(json, "sampledAt", "yesterday"), "BAD_TIME"),
                bad(model, with(json, "sensorId", "sensor-unregistered"), "UNKNOWN_SENSOR"),
                bad(keyed(model, "silo-unregistered"), bytes(json), "KEY_MISMATCH"),
                bad(
                        keyed(model, "silo-unregistered"),
                        with(json, "siloId", "silo-unregistered"),
                        "UNKNOWN_SILO"),
                bad(note(model), bytes("{\"siloId\":"), "MALFORMED_JSON"));
    }

    private static byte[] with(String json, String field, String value) {
        return bytes(
                json.replaceFirst(
                        "\"" + field + "\":\"[^\"]*\"", "\"" + field + "\":\"" + value + "\""));
    }

    private static ProducerRecord<byte[], byte[]> keyed(
            ProducerRecord<byte[], byte[]> model, String key) {
        return new ProducerRecord<>(
                model.topic(), null, model.timestamp(), bytes(key), model.value());
    }

    private ProducerRecord<byte[], byte[]> note(ProducerRecord<byte[], byte[]> model) {
        return new ProducerRecord<>(
                topics.inbound(SiloInput.DELIVERIES),
                null,
                model.timestamp(),
                model.key(),
                model.value());
    }

    private static Entry bad(
            ProducerRecord<byte[], byte[]> model, byte @Nullable [] value, String refusal) {
        return new Entry(
                new ProducerRecord<>(model.topic(), null, model.timestamp(), model.key(), value),
                refusal);
    }

    private static String text(byte @Nullable [] value) {
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
