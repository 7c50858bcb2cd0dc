package io.usance.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The JSON Schemas (draft 2020-12) of everything that goes over Kafka, one self-contained file
 * each.
 */
public final class Schemas {

    private static final List<String> NAMES =
            List.of(
                    "reading",
                    "delivery",
                    "quarantine-headers",
                    "event-headers",
                    "settlement-command",
                    "silo-registered",
                    "contract-assigned",
                    "contract-ended",
                    "delivery-note-recorded",
                    "delivery-counted",
                    "delivery-not-seen",
                    "opening-stock-measured",
                    "sensor-changed",
                    "sequence-gap-noted",
                    "reading-set-aside",
                    "stock-adjusted",
                    "consumption-metered",
                    "period-closed",
                    "closed-period-corrected",
                    "contract-signed",
                    "contract-amended",
                    "contract-terminated",
                    "index-values-published",
                    "index-fixed",
                    "consumption-charged",
                    "consumption-held",
                    "charge-adjusted",
                    "tax-charged",
                    "settlement-held",
                    "credit-limit-near",
                    "payment-noted",
                    "silo-left",
                    "silo-period-noted",
                    "period-settled",
                    "batch-sealed",
                    "batch-anchored",
                    "batch-logged",
                    "batch-confirmed",
                    "batch-netted",
                    "batch-moved",
                    "invoice-issued",
                    "payments-ordered",
                    "bank-statement-read",
                    "goods-movements-read",
                    "report-drafted",
                    "report-reviewed",
                    "report-signed",
                    "report-anchored");

    private Schemas() {}

    /** Names of the schemas, in the order of the line: in, refused, out. */
    public static List<String> names() {
        return NAMES;
    }

    /**
     * The text of a schema.
     *
     * @param name one of {@link #names()}
     * @throws IllegalArgumentException if there is none of that name
     */
    public static String text(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("no schema " + name + "; there are " + NAMES);
        }
        try (InputStream in = Schemas.class.getResourceAsStream("schema/" + name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("schema " + name + " is missing in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
