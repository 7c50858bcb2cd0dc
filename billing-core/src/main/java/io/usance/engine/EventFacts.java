package io.usance.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.period.InstantText;
import io.usance.quantity.DecimalText;
import io.usance.quantity.Quantity;
import io.usance.reconciliation.Facts.Charged;
import io.usance.reconciliation.Facts.Commanded;
import io.usance.reconciliation.Facts.Metered;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Facts read from the stored form of the most frequent events, token by token: a third of the work
 * of decoding them. Fields that are not wanted may be anything.
 */
final class EventFacts {
    private static final JsonFactory JSON = new JsonFactory();

    private EventFacts() {}

    static Metered metered(String json) throws IOException {
        String siloId = null;
        String periodId = null;
        Quantity quantity = null;
        try (JsonParser in = fields(json)) {
            for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
                switch (field) {
                    case "siloId" -> siloId = in.nextTextValue();
                    case "periodId" -> periodId = in.nextTextValue();
                    case "quantity" -> quantity = quantity(in);
                    default -> skip(in);
                }
            }
        }
        return new Metered(
                required("siloId", siloId),
                required("periodId", periodId),
                required("quantity", quantity));
    }

    static Charged charged(String json) throws IOException {
        String contractId = null;
        String periodId = null;
        Quantity quantity = null;
        String periodExact = null;
        Money amount = null;
        String at = null;
        try (JsonParser in = fields(json)) {
            for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
                switch (field) {
                    case "contractId" -> contractId = in.nextTextValue();
                    case "periodId" -> periodId = in.nextTextValue();
                    case "quantity" -> quantity = quantity(in);
                    case "periodExact" -> periodExact = in.nextTextValue();
                    case "amount" -> amount = money(in);
                    case "at" -> at = in.nextTextValue();
                    default -> skip(in);
                }
            }
        }
        return new Charged(
                required("contractId", contractId),
                required("periodId", periodId),
                required("quantity", quantity),
                DecimalText.parse(required("periodExact", periodExact)),
                required("amount", amount),
                at == null ? null : InstantText.parse(at));
    }

    static Commanded commanded(String json) throws IOException {
        String contractId = null;
        String settlementId = null;
        long settlementNo = 0;
        String siloId = null;
        String periodId = null;
        Quantity quantity = null;
        Money amount = null;
        String payer = null;
        String payee = null;
        String purpose = null;
        String share = null;
        try (JsonParser in = fields(json)) {
            for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
                switch (field) {
                    case "contractId" -> contractId = in.nextTextValue();
                    case "settlementId" -> settlementId = in.nextTextValue();
                    case "settlementNo" -> settlementNo = number(in);
                    case "siloId" -> siloId = in.nextTextValue();
                    case "periodId" -> periodId = in.nextTextValue();
                    case "quantity" -> quantity = quantity(in);
                    case "amount" -> amount = money(in);
                    case "payer" -> payer = in.nextTextValue();
                    case "payee" -> payee = in.nextTextValue();
                    case "purpose" -> purpose = in.nextTextValue();
                    case "share" -> share = in.nextTextValue();
                    default -> skip(in);
                }
            }
        }
        return new Commanded(
                required("contractId", contractId),
                required("settlementId", settlementId),
                settlementNo,
                siloId,
                required("periodId", periodId),
                required("quantity", quantity),
                required("amount", amount),
                required("payer", payer),
                required("payee", payee),
                purpose == null
                        ? SettlementPurpose.CONSUMPTION
                        : SettlementPurpose.valueOf(purpose),
                share == null ? null : Share.of(share));
    }

    private static JsonParser fields(String json) throws IOException {
        JsonParser in = JSON.createParser(json);
        begin(in, "an event");
        return in;
    }

    private static void begin(JsonParser in, String what) throws IOException {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException(what + " is an object, not " + in.currentToken());
        }
    }

    private static void skip(JsonParser in) throws IOException {
        in.nextToken();
        in.skipChildren();
    }

    private static long number(JsonParser in) throws IOException {
        in.nextToken();
        return in.getLongValue();
    }

    private static Quantity quantity(JsonParser in) throws IOException {
        begin(in, "a quantity");
        String value = null;
        String unit = null;
        for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
            switch (field) {
                case "value" -> value = in.nextTextValue();
                case "unit" -> unit = in.nextTextValue();
                default -> skip(in);
            }
        }
        return Json.quantity(required("value", value), required("unit", unit));
    }

    private static Money money(JsonParser in) throws IOException {
        begin(in, "money");
        String amount = null;
        String currency = null;
        for (String field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
            switch (field) {
                case "amount" -> amount = in.nextTextValue();
                case "currency" -> currency = in.nextTextValue();
                default -> skip(in);
            }
        }
        return Json.money(required("amount", amount), required("currency", currency));
    }

    private static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("field " + field + " is missing");
        }
        return value;
    }
}
