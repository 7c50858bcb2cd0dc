package io.usance.pricing;

import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;

/**
 * One step of a rating trace: {@code quantity x unitPrice = amountExact}.
 *
 * @param tier the tariff's tier, from 1
 * @param quantity part of the instalment that falls in the tier, in {@code unit}; negative for a
 *     credit
 * @param unitPrice major currency units per {@code unit}
 * @param amountExact unrounded, in major currency units
 */
public record RatingLine(
        int tier,
        BigDecimal quantity,
        UnitOfMeasure unit,
        BigDecimal unitPrice,
        BigDecimal amountExact) {}
