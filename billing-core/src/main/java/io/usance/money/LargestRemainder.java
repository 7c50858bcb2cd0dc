package io.usance.money;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Splits an amount so that the parts add up to it: every part is rounded towards zero, and the
 * minor units left over go one each to the largest remainders, of equal ones to the earlier.
 */
final class LargestRemainder {
    private LargestRemainder() {}

    /**
     * @param weights above zero, at least one
     * @return minor units, one part per weight; of a negative amount the mirror image
     */
    static List<BigInteger> split(BigInteger amountMinor, List<BigInteger> weights) {
        BigInteger sum = weights.stream().reduce(BigInteger.ZERO, BigInteger::add);
        List<BigInteger> parts = new ArrayList<>();
        List<BigInteger> remainders = new ArrayList<>();
        for (BigInteger weight : weights) {
            BigInteger[] part = amountMinor.abs().multiply(weight).divideAndRemainder(sum);
            parts.add(part[0]);
            remainders.add(part[1]);
        }
        BigInteger given = parts.stream().reduce(BigInteger.ZERO, BigInteger::add);
        // Fewer than there are parts, for each was cut by less than one.
        int left = amountMinor.abs().subtract(given).intValueExact();
        IntStream.range(0, parts.size())
                .boxed()
                .sorted(Comparator.comparing(remainders::get, Comparator.reverseOrder()))
                .limit(left)
                .forEach(i -> parts.set(i, parts.get(i).add(BigInteger.ONE)));
        return amountMinor.signum() < 0 ? parts.stream().map(BigInteger::negate).toList() : parts;
    }
}
