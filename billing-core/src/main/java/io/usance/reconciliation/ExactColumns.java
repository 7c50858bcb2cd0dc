package io.usance.reconciliation;

import io.usance.money.ExactAmount;
import io.usance.quantity.Fraction;
import java.math.BigDecimal;
import java.util.Currency;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * How {@code contract_period} holds an exact amount: as a decimal, which is cut where it has no
 * end, and then exactly as numerator/denominator beside it.
 */
public final class ExactColumns {
    private ExactColumns() {}

    /** Value of {@code exact_fraction}: null where {@code exact_amount} says it all. */
    static @Nullable String fraction(ExactAmount exact) {
        return exact.value().isDecimal() ? null : exact.value().toString();
    }

    /** The exact amount of a row of {@code contract_period}. */
    public static ExactAmount of(Record row) {
        String fraction = row.get("exact_fraction", String.class);
        return new ExactAmount(
                fraction == null
                        ? Fraction.of(row.get("exact_amount", BigDecimal.class))
                        : Fraction.parse(fraction),
                Currency.getInstance(row.get("currency", String.class)));
    }
}
