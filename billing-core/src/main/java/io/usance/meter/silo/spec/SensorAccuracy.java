package io.usance.meter.silo.spec;

import io.usance.failure.Checks;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * How far what a sensor shows may be from the truth, apart from noise and resolution, and who says
 * so. Limits of error: the indication is within them at any time and any level. Either {@code
 * percentOfSpan} or {@code quantity} is given.
 *
 * @param percentOfSpan the limit in percent of the span, for which the silo's capacity is taken;
 *     above 0, at most {@value #PERCENT_MAX}; null if it is given as a quantity
 * @param quantity the limit in the silo's dimension, above zero; null if it is given in percent
 * @param source who says so
 * @param reference number of the certificate, or name of the data sheet; needed of a certificate
 * @param date of the certificate, for which it is needed, or of the data sheet
 */
public record SensorAccuracy(
        @Nullable BigDecimal percentOfSpan,
        @Nullable Quantity quantity,
        Source source,
        @Nullable String reference,
        @Nullable LocalDate date) {

    /** What is off by more than a fifth of its span is no sensor. */
    public static final int PERCENT_MAX = 20;

    private static final int DECIMALS_MAX = 6;

    private static final int REFERENCE_LENGTH_MAX = 128;

    /** Who vouches for the limits. */
    public enum Source {
        /** The maker, for any sensor of the type. */
        DATA_SHEET,
        /**
         * A laboratory, for this sensor: the largest deviation on the certificate plus its expanded
         * uncertainty.
         */
        CALIBRATION_CERTIFICATE
    }

    /**
     * @throws IllegalArgumentException if none or both limits are given, one is not possible, or
     *     number or date of a certificate is missing
     */
    public SensorAccuracy {
        if ((percentOfSpan == null) == (quantity == null)) {
            throw new IllegalArgumentException(
                    "an accuracy is either percentOfSpan or quantity, not "
                            + (quantity == null ? "neither" : "both"));
        }
        if (percentOfSpan != null
                && (percentOfSpan.signum() <= 0
                        || percentOfSpan.scale() > DECIMALS_MAX
                        || percentOfSpan.compareTo(BigDecimal.valueOf(PERCENT_MAX)) > 0)) {
            throw new IllegalArgumentException(
                    "percentOfSpan is "
                            + percentOfSpan
                            + "; write more than 0 and at most "
                            + PERCENT_MAX
                            + ", with up to "
                            + DECIMALS_MAX
                            + " decimals");
        }
        if (quantity != null && quantity.milli() <= 0) {
            throw new IllegalArgumentException(
                    "the accuracy is " + quantity + "; write more than zero");
        }
        if (source == null) {
            throw new IllegalArgumentException(
                    "an accuracy needs its source: DATA_SHEET or CALIBRATION_CERTIFICATE");
        }
        if (source == Source.CALIBRATION_CERTIFICATE && (reference == null || date == null)) {
            throw new IllegalArgumentException(
                    "a calibration certificate needs its number as reference, and its date");
        }
        if (reference != null
                && (reference.isBlank() || reference.length() > REFERENCE_LENGTH_MAX)) {
            throw new IllegalArgumentException(
                    "the reference of an accuracy has "
                            + reference.length()
                            + " characters; write 1 to "
                            + REFERENCE_LENGTH_MAX
                            + ", or leave it out");
        }
        if (percentOfSpan != null) {
            // As it is read back from the log, so that the same specification stays equal.
            percentOfSpan = new BigDecimal(percentOfSpan.toPlainString());
        }
    }

    /** A maker's limit in percent of the span. */
    public static SensorAccuracy ofSpan(BigDecimal percent) {
        Checks.given(percent, "sensorAccuracy.percentOfSpan");
        return new SensorAccuracy(percent, null, Source.DATA_SHEET, null, null);
    }

    /** The limit in thousandths of the silo's base unit, rounded up. */
    public long limitMilli(Quantity capacity) {
        return percentOfSpan == null
                ? quantity == null ? 0 : quantity.milli()
                : percentOfSpan
                        .multiply(BigDecimal.valueOf(capacity.milli()))
                        .movePointLeft(2)
                        .setScale(0, RoundingMode.CEILING)
                        .longValueExact();
    }
}
