package io.usance.meter.silo.state;

import io.usance.meter.silo.Reading;
import io.usance.meter.silo.filter.Sample;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The short way for nearly all readings: of a sensor that reports the silo's own dimension, in a
 * unit that is a power of ten of a thousandth, with few digits. In whole numbers it comes to what
 * {@link Conversion} comes to in decimals.
 */
final class DirectReading {

    /** A value of so many digits stays within a {@code long}, whatever its unit. */
    private static final int DIGITS_MAX = 12;

    private static final long[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

    private DirectReading() {}

    /** Null if it needs a {@link Conversion}, be it to say why it is refused. */
    static @Nullable Sample sample(SiloSpec spec, Reading reading) {
        BigDecimal value = reading.value();
        int decimals = value.scale();
        int digits = reading.unit().milliBaseDigits();
        if (!isDirect(spec, reading)
                || decimals < 0
                || decimals > Sample.SHOWN_DECIMALS
                || decimals > digits
                || value.precision() > DIGITS_MAX) {
            return null;
        }
        long unscaled = value.scaleByPowerOfTen(decimals).longValue();
        long milli = unscaled * POWERS[digits - decimals];
        return Math.abs(milli) > Quantity.MILLI_MAX
                ? null
                : new Sample(
                        ReadingPlace.of(reading, spec.sensor()),
                        ReadingPlace.atMs(reading),
                        milli,
                        unscaled * POWERS[Sample.SHOWN_DECIMALS - decimals]);
    }

    private static boolean isDirect(SiloSpec spec, Reading reading) {
        Dimension dimension = spec.dimension();
        return spec.level() == null
                && reading.unit().dimension() == dimension
                && reading.kind().dimension() == dimension
                && reading.temperatureCel() == null;
    }
}
