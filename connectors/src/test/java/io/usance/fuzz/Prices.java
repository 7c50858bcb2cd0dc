package io.usance.fuzz;

import io.usance.document.PriceDocument;
import io.usance.money.Money;
import io.usance.pricing.MissingIndexValueException;
import io.usance.pricing.Rated;
import io.usance.pricing.Rating;
import io.usance.pricing.RatingContext;
import io.usance.pricing.RatingContext.Stage;
import io.usance.pricing.Tariff;
import io.usance.quantity.Dimension;
import io.usance.quantity.Fraction;
import io.usance.quantity.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

/** What a price that was taken comes to, for the largest quantity there is. */
final class Prices {
    private static final Map<String, BigDecimal> INDEX =
            Map.of("PVC-EU", new BigDecimal("1063.50"), "ENERGY-DE", new BigDecimal("112.7"));

    private Prices() {}

    static String priced(PriceDocument document) {
        Tariff tariff = document.tariffAt(Instant.MAX, Instant.MAX).orElse(null);
        if (tariff == null) {
            return "no price holds";
        }
        Dimension dimension = tariff.dimension();
        RatingContext context =
                new RatingContext(INDEX, Stage.CLOSED, Fraction.ZERO, document.roundingOrDefault());
        try {
            Rated rated = Rating.rate(tariff, new Quantity(Quantity.MILLI_MAX, dimension), context);
            Money.rounded(rated.amountExact(), document.currency(), document.roundingOrDefault());
            return rated.lines().size() + " lines";
        } catch (MissingIndexValueException | IllegalArgumentException | ArithmeticException e) {
            return "no price: " + e.getMessage();
        }
    }
}
