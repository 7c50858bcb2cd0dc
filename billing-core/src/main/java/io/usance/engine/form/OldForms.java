package io.usance.engine.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.period.BillingCalendar;
import io.usance.period.BillingCalendar.Cycle;
import java.time.Instant;
import java.time.ZoneId;

/** Stored forms of earlier releases, lifted to the present ones. */
public final class OldForms {
    private OldForms() {}

    /** The first release knew one price per contract, which held for ever. */
    public static void lift(JsonNode contractSigned) {
        if (contractSigned.get("terms") instanceof ObjectNode terms && terms.has("tariff")) {
            JsonNode tariff = terms.remove("tariff");
            ObjectNode version = terms.putArray("tariffs").addObject();
            String first = firstPeriod(terms).toString();
            version.put("validFrom", first);
            version.put("knownFrom", first);
            version.set("tariff", tariff);
        }
    }

    /** As a document with one price means it, so that signing it again changes nothing. */
    private static Instant firstPeriod(ObjectNode terms) {
        JsonNode calendar = terms.path("calendar");
        return new BillingCalendar(
                        ZoneId.of(calendar.path("zone").asText()),
                        Cycle.valueOf(calendar.path("cycle").asText()))
                .periodOf(Instant.parse(terms.path("meteringFrom").asText()))
                .start();
    }
}
