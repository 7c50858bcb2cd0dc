package io.usance.period;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The general parser is the truth. */
class InstantTextTest {
    private static final long SEED = 20_261_128;
    private static final int RANDOM_TEXTS = 100_000;
    private static final String ALPHABET = "0123456789-:.TZ+ ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-28T08:30:00Z",
                "2026-03-28T08:30:00.1Z",
                "2026-03-28T08:30:00.123Z",
                "2026-03-28T08:30:00.123456Z",
                "2026-03-28T08:30:00.000000001Z",
                "2026-03-28T08:30:00.999999999Z",
                "2026-03-28T08:30:00.1234567890Z",
                "2026-03-28T08:30:00.Z",
                "2026-03-31T23:59:59Z",
                "2026-02-29T00:00:00Z",
                "2024-02-29T00:00:00Z",
                "2026-03-28T24:00:00Z",
                "2026-06-30T23:59:60Z",
                "0000-01-01T00:00:00Z",
                "-001-01-01T00:00:00Z",
                "2026-03-28T08:30:00+01:00",
                "2026-03-28T08:30:00",
                "2026-03-28T08:30Z",
                "2026-03-28t08:30:00z",
                "2026-03-28 08:30:00Z",
                "2026-03-28T08:30:00.-1Z",
                "2026-03-28T08:30:0\u0660Z",
                "Z",
                ""
            })
    void readsWhatTheGeneralParserReads(String text) {
        requireSame(text);
    }

    @Test
    void readsRandomTextsAsTheGeneralParserDoes() {
        System.out.println("seed " + SEED);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        for (int i = 0; i < RANDOM_TEXTS; i++) {
            long second = random.nextLong(-62_200_000_000L, 253_500_000_000L);
            int nano = random.nextInt(1_000_000_000);
            String text =
                    Instant.ofEpochSecond(second, nano - nano % power(random.nextInt(10)))
                            .toString();
            requireSame(text);
            char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            int at = random.nextInt(text.length());
            requireSame(text.substring(0, at) + other + text.substring(at + 1));
        }
    }

    private static int power(int digits) {
        int power = 1;
        for (int i = 0; i < digits; i++) {
            power *= 10;
        }
        return power;
    }

    private static void requireSame(String text) {
        Instant expected;
        try {
            expected = Instant.parse(text);
        } catch (DateTimeException e) {
            assertThat(catchThrowable(() -> InstantText.parse(text)))
                    .as(text)
                    .isInstanceOf(DateTimeException.class);
            return;
        }
        assertThat(InstantText.parse(text)).as(text).isEqualTo(expected);
    }
}
