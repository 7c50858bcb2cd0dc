package io.usance.erp;

import io.usance.money.Money;
import io.usance.pricing.RatingLine;
import io.usance.quantity.Fraction;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A rating line as it stands on an invoice: {@code net = quantity x price / priceQuantity}, but for
 * the cent that makes the lines add up to the invoice.
 *
 * <p>Design note: an invoice takes decimals only. 10,000 s at 48.50 an hour are {@code 25/9} h, so
 * they are invoiced as 10,000 s at 48.50 for each 3,600 s (EN 16931's item price base quantity,
 * BT-149), which is as exact. Every unit that needs it has a finite size in its base unit.
 *
 * @param quantity in {@code unit}; negative if taken back
 * @param unit null for a number of things, a fee for example
 * @param price zero or more, major units
 * @param priceQuantity what the price is for, in {@code unit}, above zero; nearly always 1
 * @param net rounded
 */
record DocumentLine(
        BigDecimal quantity,
        @Nullable UnitOfMeasure unit,
        BigDecimal price,
        BigDecimal priceQuantity,
        Money net,
        String name,
        @Nullable String note) {

    private static final Fraction PER_THOUSAND = Fraction.of(new BigDecimal("0.001"));

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
        return RatingLine.of(1, Fraction.of(amount.signum()), null, amount.abs(), "rounding");
    }

    /** Each rounded; cents that are over or missing go where rounding was furthest off. */
    private static long[] minor(List<RatingLine> lines, Money sum, int sign) {
        BigDecimal minorUnits =
                BigDecimal.ONE.movePointRight(sum.currency().getDefaultFractionDigits());
        Fraction[] exact =
                lines.stream()
                        .map(line ->
                                line.amountExact()
                                        .times(minorUnits.multiply(BigDecimal.valueOf(sign))))
                        .toArray(Fraction[]::new);
        long[] minor =
                IntStream.range(0, exact.length)
                        .mapToLong(i -> exact[i].rounded(0, RoundingMode.HALF_UP).longValueExact())
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
                                                Fraction.of(minor[i])
                                                        .minus(exact[i])
                                                        .times(BigDecimal.valueOf(step)))
                                        .thenComparing(i -> i))
                        .toList();
        for (int i = 0; missing != 0; i = (i + 1) % minor.length) {
            minor[order.get(i)] += step;
            missing -= step;
        }
        return minor;
    }

    private static DocumentLine line(RatingLine line, Money net, int sign, String material) {
        String note = line.basis() == null ? "tier " + line.tier() : line.basis();
        String quantityNote = line.of() == null ? note : line.of() + ", " + note;
        UnitOfMeasure unit = line.unit();
        if (unit == null || line.unitPrice().signum() < 0) {
            // A fee, or a factor of an amount: a price is never below zero on an invoice.
            return whole(net, line.basis() == null ? material : quantityNote, null);
        }
        Fraction quantity = line.quantity().times(BigDecimal.valueOf(sign));
        if (quantity.isDecimal()) {
            return new DocumentLine(
                    quantity.decimal(),
                    unit,
                    line.unitPrice(),
                    BigDecimal.ONE,
                    net,
                    material,
                    quantityNote);
        }
        String shown = "%s; %s %s".formatted(quantityNote, quantity.shown(), unit.code());
        Fraction size = unit.size().times(PER_THOUSAND);
        Fraction inBase = quantity.times(size);
        return size.isDecimal() && inBase.isDecimal()
                ? new DocumentLine(
                        inBase.decimal(),
                        UnitOfMeasure.of(unit.dimension().baseUnitCode()),
                        line.unitPrice(),
                        size.plain().decimal(),
                        net,
                        material,
                        shown)
                : whole(net, material, shown);
    }

    /** Once what it comes to. */
    private static DocumentLine whole(Money net, String name, @Nullable String note) {
        BigDecimal one = BigDecimal.valueOf(net.amountMinor() < 0 ? -1 : 1);
        return new DocumentLine(one, null, net.major().abs(), BigDecimal.ONE, net, name, note);
    }

    /** UN/ECE recommendation 20. */
    String unitCode() {
        return (unit == null ? UnitOfMeasure.ONE : unit).rec20Code();
    }
}
