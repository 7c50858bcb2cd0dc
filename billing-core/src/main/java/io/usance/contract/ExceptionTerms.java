package io.usance.contract;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What the two companies agreed on quantities that are not to be trusted.
 *
 * @param uncertaintyPercent expanded uncertainty (k = 2) of what a meter consumed in a period, in
 *     percent of that, above which it is an exception: above 0, at most 100. Null leaves it to the
 *     meter; a silo takes 10 %, but no less than a twenty-fifth of its capacity
 * @param settlement of a period with an open exception
 */
public record ExceptionTerms(@Nullable BigDecimal uncertaintyPercent, Settlement settlement) {

    /** Held, and the meter says what is too uncertain: what is agreed where nothing else is. */
    public static final ExceptionTerms HOLD = new ExceptionTerms(null, Settlement.HOLD);

    private static final BigDecimal PERCENT_MAX = BigDecimal.valueOf(100);

    /** What is commanded of a period while one of its exceptions is open. */
    public enum Settlement {
        /** Nothing, until a person has ended it. */
        HOLD,
        /** What is charged, as if there were none. */
        AS_CHARGED
    }

    public ExceptionTerms {
        if (settlement == null) {
            throw new IllegalArgumentException("settlement is missing; write HOLD or AS_CHARGED");
        }
        if (uncertaintyPercent != null
                && (uncertaintyPercent.signum() <= 0
                        || uncertaintyPercent.compareTo(PERCENT_MAX) > 0)) {
            throw new IllegalArgumentException(
                    "uncertaintyPercent is %s; write a percentage above 0, at most %s, or leave it out"
                            .formatted(uncertaintyPercent.toPlainString(), PERCENT_MAX));
        }
    }

    /** True if nothing is commanded of a period with an open exception. */
    public boolean holds() {
        return settlement == Settlement.HOLD;
    }
}
