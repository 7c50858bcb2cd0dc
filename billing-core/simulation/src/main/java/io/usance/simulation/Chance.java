package io.usance.simulation;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.zip.CRC32C;

/**
 * Random draws that are the same on every platform: a generator fixed by name, and a Gaussian from
 * {@link StrictMath} rather than the library's, whose method is not specified.
 */
final class Chance {

    private final RandomGenerator random;

    private Chance(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** An independent stream for each silo and purpose. */
    static Chance of(long seed, String purpose) {
        CRC32C hash = new CRC32C();
        hash.update(purpose.getBytes(StandardCharsets.UTF_8));
        return new Chance(seed * 0x9E3779B97F4A7C15L + hash.getValue());
    }

    boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    /** From {@code least} to {@code most}, both inclusive. */
    long between(long least, long most) {
        return least + Math.floorMod(random.nextLong(), most - least + 1);
    }

    double share(double least, double most) {
        return least + random.nextDouble() * (most - least);
    }

    double gaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }
}
