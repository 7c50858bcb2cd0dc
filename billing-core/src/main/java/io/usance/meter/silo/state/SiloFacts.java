package io.usance.meter.silo.state;

import static io.usance.json.JsonTokens.fields;
import static io.usance.json.JsonTokens.quantity;
import static io.usance.json.JsonTokens.required;
import static io.usance.json.JsonTokens.skip;

import com.fasterxml.jackson.core.JsonParser;
import io.usance.metering.MeterFacts.Counted;
import io.usance.metering.MeteredKind;
import io.usance.quantity.Quantities;
import io.usance.quantity.Quantity;
import java.io.IOException;

/** Facts of the most frequent event of a silo, read from its stored form. */
final class SiloFacts {
    private SiloFacts() {}

    static Counted metered(String json) throws IOException {
        String siloId = null;
        String contractId = null;
        String periodId = null;
        Quantity quantity = null;
        String kind = null;
        String bookedPeriodId = null;
        try (JsonParser in = fields(json)) {
            for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
                switch (field) {
                    case "siloId" -> siloId = in.nextTextValue();
                    case "contractId" -> contractId = in.nextTextValue();
                    case "periodId" -> periodId = in.nextTextValue();
                    case "kind" -> kind = in.nextTextValue();
                    case "quantity" -> quantity = quantity(in);
                    case "bookedPeriodId" -> bookedPeriodId = in.nextTextValue();
                    default -> skip(in);
                }
            }
        }
        return new Counted(
                required("siloId", siloId),
                required("contractId", contractId),
                required("periodId", periodId),
                Quantities.ONLY,
                required("quantity", quantity),
                MeteredKind.CORRECTION.name().equals(kind),
                bookedPeriodId);
    }
}
