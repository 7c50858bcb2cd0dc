package io.usance.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The short way through a time takes and refuses what the general parser does. */
class TimesTest {
    private static final long SEED = 20_261_124;
    private static final int TIMES = 200_000;

    @Test
    void shortAndGeneralParserAgree() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        int taken = 0;
        for (int i = 0; i < TIMES; i++) {
            String text = text(random);
            Instant general = general(text);
            assertThat(decoded(text)).as("seed %d: %s", SEED, text).isEqualTo(general);
            taken += general == null ? 0 : 1;
        }
        assertThat(taken).isBetween(TIMES / 4, TIMES * 3 / 4);
    }

    /** All digits are near what is possible, some characters are not as they should be. */
    private static String text(RandomGenerator random) {
        String text =
                "%04d-%02d-%02dT%02d:%02d:%02d%s"
                        .formatted(
                                random.nextInt(2000, 2101),
                                random.nextInt(14),
                                random.nextInt(1, 32),
                                random.nextInt(25),
                                random.nextInt(60),
                                random.nextInt(60),
                                random.nextBoolean()
                                        ? "Z"
                                        : ".%03dZ".formatted(random.nextInt(1000)));
        if (random.nextInt(4) == 0) {
            char[] chars = text.toCharArray();
            chars[random.nextInt(chars.length)] = "0:-.TZt+９ ".charAt(random.nextInt(10));
            text = new String(chars);
        }
        return text;
    }

    private static @Nullable Instant decoded(String text) {
        try {
            return Times.instant("sampledAt", text);
        } catch (Refusal refusal) {
            return null;
        }
    }

    private static @Nullable Instant general(String text) {
        try {
            Instant instant = Instant.parse(text);
            boolean inRange =
                    !instant.isBefore(Instant.parse("2000-01-01T00:00:00Z"))
                            && instant.isBefore(Instant.parse("2101-01-01T00:00:00Z"));
            return inRange ? instant : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
