package io.usance.record.silo;

import io.usance.failure.Checks;
import io.usance.meter.silo.Entered;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import io.usance.record.DecodeReason;
import io.usance.record.Identifiers;
import io.usance.record.JsonFields;
import io.usance.record.Numbers;
import io.usance.record.Refusal;
import io.usance.record.Times;
import io.usance.record.Units;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Fields of records in which a person says something of a silo. */
final class EntryFields {

    private EntryFields() {}

    static String id(JsonFields fields, String field) throws Refusal {
        return Identifiers.checked(field, fields.text(field));
    }

    static String reason(JsonFields fields) throws Refusal {
        String reason = fields.text("reason");
        if (reason.isBlank()) {
            throw new Refusal(DecodeReason.MISSING_FIELD, "reason is blank; write why");
        }
        if (reason.length() > Entered.REASON_CHARS_MAX || !Checks.isPlain(reason)) {
            throw new Refusal(
                    DecodeReason.BAD_IDENTIFIER,
                    "reason has a control character, or more than %d characters: %s"
                            .formatted(Entered.REASON_CHARS_MAX, Refusal.shown(reason)));
        }
        return reason;
    }

    static @Nullable Instant optionalInstant(JsonFields fields, String field) throws Refusal {
        String text = fields.optionalText(field);
        return text == null ? null : Times.instant(field, text);
    }

    /** More than zero, in the unit of the record. */
    static Quantity positive(JsonFields fields, String field) throws Refusal {
        Quantity quantity = quantity(fields, field, fields.decimalText(field));
        if (quantity.milli() <= 0) {
            throw negative(fields, field, "is not above zero");
        }
        return quantity;
    }

    /** Null if it is not given; else more than zero. */
    static @Nullable Quantity optionalPositive(JsonFields fields, String field) throws Refusal {
        return fields.optionalDecimalText(field) == null ? null : positive(fields, field);
    }

    /** Null if it is not given; else zero or more. */
    static @Nullable Quantity optionalFromZero(JsonFields fields, String field) throws Refusal {
        String text = fields.optionalDecimalText(field);
        return text == null ? null : fromZero(fields, field);
    }

    /** Zero or more. */
    static Quantity fromZero(JsonFields fields, String field) throws Refusal {
        Quantity quantity = quantity(fields, field, fields.decimalText(field));
        if (quantity.milli() < 0) {
            throw negative(fields, field, "is below zero");
        }
        return quantity;
    }

    private static Quantity quantity(JsonFields fields, String field, String text) throws Refusal {
        UnitOfMeasure unit = Units.ofMaterial(fields.text("unit"));
        BigDecimal value = Numbers.decimal(field, text);
        return Quantity.of(Numbers.checkedQuantity(field, value, unit), unit);
    }

    private static Refusal negative(JsonFields fields, String field, String what) throws Refusal {
        return new Refusal(
                DecodeReason.NEGATIVE_QUANTITY,
                "%s %s %s %s"
                        .formatted(
                                field,
                                Refusal.shown(fields.decimalText(field)),
                                fields.text("unit"),
                                what));
    }
}
