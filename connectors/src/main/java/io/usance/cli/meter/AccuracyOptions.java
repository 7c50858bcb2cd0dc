package io.usance.cli.meter;

import io.usance.cli.console.CliFailure;
import io.usance.cli.console.CliValues;
import io.usance.meter.silo.spec.SensorAccuracy;
import io.usance.meter.silo.spec.SensorAccuracy.Source;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --accuracy}, and the certificate behind it. */
final class AccuracyOptions {
    @Option(
            names = "--accuracy",
            paramLabel = "LIMIT",
            description =
                    "How far it may be off, 0.5%% of the span or 150kg, as its data sheet or a"
                            + " certificate says; no part of the uncertainty if left out.")
    private @Nullable String limit;

    @Option(
            names = "--certificate",
            paramLabel = "NUMBER",
            description = "Of the calibration certificate that says so; needs --certificate-date.")
    private @Nullable String certificate;

    @Option(
            names = "--certificate-date",
            paramLabel = "DATE",
            description = "Of that certificate, 2026-01-12.")
    private @Nullable String date;

    @SuppressWarnings("NullAway.Init") // picocli injects them
    AccuracyOptions() {}

    /** Null if none was declared. */
    @Nullable SensorAccuracy accuracy() {
        if (limit == null) {
            if (certificate != null || date != null) {
                throw new CliFailure("a certificate says an accuracy; add --accuracy");
            }
            return null;
        }
        boolean certified = certificate != null || date != null;
        LocalDate day = date == null ? null : CliValues.day("--certificate-date", date);
        String text = limit.strip();
        try {
            return new SensorAccuracy(
                    text.endsWith("%") ? percent(text) : null,
                    text.endsWith("%") ? null : quantity(text),
                    certified ? Source.CALIBRATION_CERTIFICATE : Source.DATA_SHEET,
                    certificate,
                    day);
        } catch (IllegalArgumentException e) {
            throw new CliFailure("--accuracy " + limit + ": " + e.getMessage());
        }
    }

    private static BigDecimal percent(String text) {
        try {
            return new BigDecimal(text.substring(0, text.length() - 1).strip());
        } catch (NumberFormatException e) {
            throw new CliFailure("--accuracy is " + text + "; write 0.5% or 150kg");
        }
    }

    private static Quantity quantity(String text) {
        try {
            return new CliValues.Amount().convert(text);
        } catch (TypeConversionException e) {
            throw new CliFailure("--accuracy is " + text + "; write 0.5% or 150kg");
        }
    }
}
