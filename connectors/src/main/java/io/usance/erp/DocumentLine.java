package io.usance.erp;

import io.usance.money.Money;
import io.usance.pricing.RatingLine;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A rating line as it stands on an invoice: {@code net = quantity x price}, but for the cent that
 * makes the lines add up to the invoice.
 *
 * @param quantity in {@code unit}; negative if taken back
 * @param unit null for a number of things, a fee for example
 * @param price zero or more, major units
 * @param net rounded
 */
record DocumentLine(
        BigDecimal quantity,
        @Nullable UnitOfMeasure unit,
        BigDecimal price,
        Money net,
        String name,
        @Nullable String note) {

    /**
     * The lines of a document.
     *
     * @param sum what they add up to; of a credit note what is credited, above zero
     * @param sign -1 for a credit note, else 1
     */
    static List<DocumentLine> of(List<RatingLine> rated, Money sum, int sign, String material) {
        List<RatingLine> lines = rated.isEmpty() ? List.of(correction(sum, sign)) : rated;
        long[] minor = minor(lines, sum, sign);
        List<DocumentLine> document = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            document.add(line(lines.get(i), new Money(minor[i], sum.currency()), sign, material));
        }
        return document;
    }

    /** What rounding alone has changed. */
    private static RatingLine correction(Money sum, int sign) {
        BigDecimal amount = sum.major().multiply(BigDecimal.valueOf(sign));
        return RatingLine.of(
                1, BigDecimal.valueOf(amount.signum()), null, amount.abs(), "rounding");
    }

    /** Each rounded; cents that are over or missing go where rounding was furthest off. */
    private static long[] minor(List<RatingLine> lines, Money sum, int sign) {
        BigDecimal[] exact =
                lines.stream()
                        .map(line ->
                                line.amountExact()
                                        .multiply(BigDecimal.valueOf(sign))
                                        .movePointRight(sum.currency().getDefaultFractionDigits()))
                        .toArray(BigDecimal[]::new);
        long[] minor =
                IntStream.range(0, exact.length)
                        .mapToLong(i -> exact[i].setScale(0, RoundingMode.HALF_UP).longValueExact())
                        .toArray();
        long missing = sum.amountMinor();
        for (long one : minor) {
            missing -= one;
        }
        int step = Long.signum(missing);
        List<Integer> order =
                IntStream.range(0, minor.length)
                        .boxed()
                        .sorted(
                                Comparator.comparing((Integer i) ->
                                                BigDecimal.valueOf(minor[i])
                                                        .subtract(exact[i])
                                                        .multiply(BigDecimal.valueOf(step)))
                                        .thenComparing(i -> i))
                        .toList();
        for (int i = 0; missing != 0; i = (i + 1) % minor.length) {
            minor[order.get(i)] += step;
            missing -= step;
        }
        return minor;
    }

    private static DocumentLine line(RatingLine line, Money net, int sign, String material) {
        String note = line.basis();
        if (line.unit() == null || line.unitPrice().signum() < 0) {
            // A fee, or a factor of an amount: a price is never below zero on an invoice.
            BigDecimal one = BigDecimal.valueOf(net.amountMinor() < 0 ? -1 : 1);
            return new DocumentLine(
                    one, null, net.major().abs(), net, note == null ? material : note, null);
        }
        return new DocumentLine(
                line.quantity().multiply(BigDecimal.valueOf(sign)),
                line.unit(),
                line.unitPrice(),
                net,
                material,
                note == null ? "tier " + line.tier() : note);
    }

    /** UN/ECE recommendation 20. */
    String unitCode() {
        return (unit == null ? UnitOfMeasure.ONE : unit).rec20Code();
    }
}
