package io.usance.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Stored forms of earlier releases, lifted to the present ones. */
final class OldForms {
    private OldForms() {}

    /** The first release knew one price per contract, which held for ever. */
    static void lift(JsonNode contractSigned) {
        if (contractSigned.get("terms") instanceof ObjectNode terms && terms.has("tariff")) {
            JsonNode tariff = terms.remove("tariff");
            ObjectNode version = terms.putArray("tariffs").addObject();
            version.put("validFrom", Instant.EPOCH.toString());
            version.put("knownFrom", Instant.EPOCH.toString());
            version.set("tariff", tariff);
        }
    }
}
