package io.usance.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.usance.kafka.Decoding.Decoded;
import io.usance.kafka.Decoding.Undecodable;
import io.usance.metering.DeliveryNote;
import io.usance.metering.Reading;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever the bytes, a decoder answers at once and does not throw; what it takes, it would take
 * again from its own encoding. Reproduce with {@code -Dusance.fuzz.seed=N}.
 */
class DecoderFuzzTest {

    private static final Duration BUDGET = Duration.ofSeconds(4);
    private static final long ROUNDS_MAX = 2_000_000;
    private static final int RANDOM_BYTES_MAX = 400;
    private static final int MUTATIONS_MAX = 4;

    private static final List<String> SEEDS =
            List.of(
                    """
                    {"siloId":"S1","sensorId":"R7","sequence":41,"batchId":"B9",\
                    "sampledAt":"2026-03-01T10:15:00Z","clock":"SYNCHRONISED","status":"OK",\
                    "kind":"MASS","value":"24350.0","unit":"kg","x":{"y":[1,"\\u00e4"]}}\
                    """,
                    """
                    {"siloId":"S1","noteId":"N1","deliveredAt":"2026-03-01T10:15:00+01:00",\
                    "quantity":24.35e0,"unit":"t"}\
                    """,
                    """
                    {"specversion":"1.0","type":"io.usance.reading.v1","data":{"siloId":"S1",\
                    "sensorId":"R7","sequence":0,"sampledAt":"2026-03-01T10:15:00Z",\
                    "kind":"VOLUME","value":1.5,"unit":"m3"}}\
                    """);

    private static final List<String> SNIPPETS =
            List.of(
                    "1e999999999",
                    "-1e-999999999",
                    "\"",
                    "{",
                    "}",
                    "[[[[[[[[[[[[[[[[[[",
                    "null",
                    "\\ud800",
                    "\\u0000",
                    "\uFEFF",
                    "é",
                    "9".repeat(70),
                    ",",
                    ":",
                    "true",
                    "\\",
                    "2026-02-30T00:00:00Z",
                    "+1000000000-01-01T00:00:00Z",
                    "\"siloId\":\"S2\",");

    private final ReadingDecoder readings = new ReadingDecoder();
    private final DeliveryDecoder deliveries = new DeliveryDecoder();
    private int taken;
    private int refused;

    @Test
    @Timeout(60)
    void noBytesThrowOrHang() {
        long seed = Long.getLong("usance.fuzz.seed", System.nanoTime());
        Random random = new Random(seed);
        long endNs = System.nanoTime() + BUDGET.toNanos();
        long round = 0;
        byte[] bytes = {};
        try {
            for (; round < ROUNDS_MAX && System.nanoTime() < endNs; round++) {
                bytes = input(random);
                decode(bytes, headers(random));
            }
        } catch (RuntimeException | Error failure) {
            throw new AssertionError(
                    "seed " + seed + " round " + round + " bytes " + Arrays.toString(bytes),
                    failure);
        }
        System.out.println("fuzz: seed " + seed + ", " + taken + " taken, " + refused + " refused");
        assertThat(taken).as("seed " + seed).isPositive();
        assertThat(refused).as("seed " + seed).isPositive();
    }

    private void decode(byte[] bytes, Headers headers) {
        switch (readings.decode(null, bytes, headers)) {
            case Decoded<Reading>(String silo, Reading reading) -> {
                taken++;
                byte[] again = ReadingEncoder.encode(silo, reading);
                assertThat(readings.decode(null, again, new RecordHeaders()))
                        .isEqualTo(new Decoded<>(silo, reading));
            }
            case Undecodable<Reading> refusal -> countRefusal(refusal);
        }
        switch (deliveries.decode(bytes, bytes, headers)) {
            case Decoded<DeliveryNote> unlikely -> taken++;
            case Undecodable<DeliveryNote> refusal -> countRefusal(refusal);
        }
        switch (deliveries.decode(null, bytes, headers)) {
            case Decoded<DeliveryNote>(String silo, DeliveryNote note) -> {
                taken++;
                byte[] again = DeliveryEncoder.encode(silo, note);
                assertThat(deliveries.decode(null, again, new RecordHeaders()))
                        .isEqualTo(new Decoded<>(silo, note));
            }
            case Undecodable<DeliveryNote> refusal -> countRefusal(refusal);
        }
    }

    private void countRefusal(Undecodable<?> refusal) {
        refused++;
        assertThat(refusal.detail().length()).isLessThanOrEqualTo(RecordLimits.DETAIL_CHARS_MAX);
    }

    private static byte[] input(Random random) {
        if (random.nextInt(10) == 0) {
            byte[] noise = new byte[random.nextInt(RANDOM_BYTES_MAX)];
            random.nextBytes(noise);
            return noise;
        }
        byte[] bytes = SEEDS.get(random.nextInt(SEEDS.size())).getBytes(UTF_8);
        int mutations = random.nextInt(MUTATIONS_MAX + 1);
        for (int i = 0; i < mutations; i++) {
            bytes = mutated(bytes, random);
        }
        return bytes;
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, at + random.nextInt(12));
        byte[] middle =
                switch (random.nextInt(4)) {
                    case 0 -> SNIPPETS.get(random.nextInt(SNIPPETS.size())).getBytes(UTF_8);
                    case 1 -> new byte[] {(byte) random.nextInt(256)};
                    case 2 -> new byte[0];
                    default -> Arrays.copyOfRange(bytes, at, to);
                };
        // One in two inserts instead of replacing.
        int resume = random.nextBoolean() ? at : to;
        byte[] result = new byte[at + middle.length + bytes.length - resume];
        System.arraycopy(bytes, 0, result, 0, at);
        System.arraycopy(middle, 0, result, at, middle.length);
        System.arraycopy(bytes, resume, result, at + middle.length, bytes.length - resume);
        return result;
    }

    private static Headers headers(Random random) {
        Headers headers = new RecordHeaders();
        if (random.nextInt(3) == 0) {
            headers.add("content-type", "application/cloudevents+json".getBytes(UTF_8));
        }
        if (random.nextInt(10) == 0) {
            headers.add("ce_type", null);
        }
        return headers;
    }
}
