package io.usance.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.usance.money.Money;
import io.usance.quantity.Quantity;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads single fields of a stored event token by token: a third of the work of decoding it. Fields
 * that are not wanted may be anything.
 */
public final class JsonTokens {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonTokens() {}

    /** A parser that stands at the beginning of an event's fields. */
    public static JsonParser fields(String json) throws IOException {
        JsonParser in = JSON.createParser(json);
        begin(in, "an event");
        return in;
    }

    private static void begin(JsonParser in, String what) throws IOException {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw new IllegalArgumentException(what + " is an object, not " + in.currentToken());
        }
    }

    /** Passes over the value of a field. */
    public static void skip(JsonParser in) throws IOException {
        in.nextToken();
        in.skipChildren();
    }

    public static long number(JsonParser in) throws IOException {
        in.nextToken();
        return in.getLongValue();
    }

    public static Quantity quantity(JsonParser in) throws IOException {
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

    public static Money money(JsonParser in) throws IOException {
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

    /**
     * The value of a field that an event cannot be without.
     *
     * @throws IllegalArgumentException if it is missing
     */
    public static <T> T required(String field, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("field " + field + " is missing");
        }
        return value;
    }
}
