package io.usance.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {

    @ParameterizedTest
    @CsvSource({
        "5319, EUR, 0.5 0.3 0.2, 26.59 15.96 10.64",
        "1000000, EUR, 3/7 3/7 1/7, 4285.72 4285.71 1428.57",
        "-5319, EUR, 0.5 0.3 0.2, -26.59 -15.96 -10.64",
        "-1000000, EUR, 3/7 3/7 1/7, -4285.72 -4285.71 -1428.57",
        "1, EUR, 1/3 1/3 1/3, 0.01 0.00 0.00",
        "2, EUR, 1/3 1/3 1/3, 0.01 0.01 0.00",
        "100, EUR, 1/3 1/3 1/3, 0.34 0.33 0.33",
        "1, EUR, 0.2 0.3 0.5, 0.00 0.00 0.01",
        "0, EUR, 0.2 0.8, 0.00 0.00",
        "4261, EUR, 1, 42.61",
        "1000, JPY, 1/3 2/3, 333 667",
        "1000, KWD, 1/3 2/3, 0.333 0.667",
        "101, EUR, 1/2 1/4 0.25, 0.51 0.25 0.25",
        "9223372036854775807, EUR, 1/2 1/2, 46116860184273879.04 46116860184273879.03",
        "-9223372036854775808, EUR, 1/2 1/2, -46116860184273879.04 -46116860184273879.04",
    })
    void whatIsLeftGoesToTheLargestRemainders(
            long minor, Currency currency, String shares, String parts) {
        List<Money> split = new Money(minor, currency).split(shares(shares));
        assertThat(split.stream().map(Money::majorText).collect(Collectors.joining(" ")))
                .isEqualTo(parts);
    }

    @Test
    void partsAlwaysAddUpAndAreLessThanOneUnitOff() {
        long seed = 20_261_123;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Currency eur = Currency.getInstance("EUR");
        for (int i = 0; i < 5_000; i++) {
            int count = 1 + random.nextInt(12);
            int whole = count + random.nextInt(900);
            List<Share> shares =
                    random.ints(0, whole - count + 1)
                            .limit(count - 1L)
                            .sorted()
                            .boxed()
                            .collect(
                                    Collectors.collectingAndThen(
                                            Collectors.toList(), cuts -> cut(cuts, count, whole)));
            long minor = random.nextLong() >> random.nextInt(60);
            List<Money> parts = new Money(minor, eur).split(shares);
            assertThat(parts.stream().mapToLong(Money::amountMinor).sum()).isEqualTo(minor);
            for (int p = 0; p < count; p++) {
                var exact =
                        BigInteger.valueOf(minor)
                                .multiply(BigInteger.valueOf(shares.get(p).numerator()));
                var part =
                        BigInteger.valueOf(parts.get(p).amountMinor())
                                .multiply(BigInteger.valueOf(whole));
                assertThat(part.subtract(exact).abs()).isLessThan(BigInteger.valueOf(whole));
            }
        }
    }

    /** {@code count} shares of {@code whole}, each at least one, from sorted cuts. */
    private static List<Share> cut(List<Integer> cuts, int count, int whole) {
        List<Share> shares = new ArrayList<>();
        int before = 0;
        for (int i = 0; i < count; i++) {
            int end = i == count - 1 ? whole - count : cuts.get(i);
            shares.add(new Share(end - before + 1L, whole));
            before = end;
        }
        return shares;
    }

    @Test
    void sharesThatDoNotAddUpToOneAreRefused() {
        Money amount = new Money(5_319, Currency.getInstance("EUR"));
        assertThatThrownBy(() -> amount.split(shares("3/7 3/7")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the shares [3/7, 3/7] add up to 6/7, not 1");
        assertThatThrownBy(() -> amount.split(shares("0.5 0.3 0.21")))
                .hasMessage("the shares [5/10, 3/10, 21/100] add up to 101/100, not 1");
        assertThatThrownBy(() -> amount.split(List.of()))
                .hasMessage("an amount is split into 1 to 100 parts, not 0");
        assertThatThrownBy(() -> amount.split(Collections.nCopies(101, new Share(1, 101))))
                .hasMessage("an amount is split into 1 to 100 parts, not 101");
    }

    @ParameterizedTest
    @CsvSource({
        "0, share 0/1 is not above 0 and at most 1",
        "8/7, share 8/7 is not above 0 and at most 1",
        "1.5, share 15/10 is not above 0 and at most 1",
        "1/0, 'a share has a denominator of 1 to 1000000, not 0'",
        "1/1000001, 'a share has a denominator of 1 to 1000000, not 1000001'",
        "half, share 'half' is neither a fraction such as 3/7 nor a decimal of at most six decimals",
        "-1/2, share '-1/2' is neither a fraction such as 3/7 nor a decimal of at most six decimals",
        "50%, share '50%' is neither a fraction such as 3/7 nor a decimal of at most six decimals",
    })
    void aShareIsAFractionOrADecimalAboveZero(String text, String message) {
        assertThatThrownBy(() -> Share.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static List<Share> shares(String text) {
        return Stream.of(text.split(" ")).map(Share::of).toList();
    }
}
