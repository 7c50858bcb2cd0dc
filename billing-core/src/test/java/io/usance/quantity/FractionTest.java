package io.usance.quantity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FractionTest {

    @ParameterizedTest
    @CsvSource({
        // numerator, denominator, text
        "1, 3, 1/3",
        "10000, 3600, 25/9",
        "-10000, 3600, -25/9",
        "10000, -3600, -25/9",
        "-10, -4, 2.5",
        "0, 7, 0",
        "7, 1, 7",
        "1, 8, 0.125",
        "1, 1000, 0.001",
        "6, 3, 2",
        "24350000000, 453592370, 2435000000/45359237",
    })
    void isADecimalWhereThereIsOneElseInLowestTerms(long top, long bottom, String text) {
        Fraction value = Fraction.of(BigInteger.valueOf(top), BigInteger.valueOf(bottom));
        assertThat(value).hasToString(text);
        assertThat(Fraction.parse(text)).isEqualTo(value).hasToString(text);
        assertThat(value.isDecimal()).isEqualTo(!text.contains("/"));
    }

    /** What is stored as a decimal is written with the digits it came with, and calculated so. */
    @Test
    void aDecimalKeepsItsDigits() {
        assertThat(Fraction.parse("4.00")).hasToString("4.00").isEqualTo(Fraction.of(4));
        assertThat(Fraction.parse("4.00")).hasSameHashCodeAs(Fraction.of(4));
        assertThat(Fraction.parse("1.5").plus(Fraction.parse("2.50"))).hasToString("4.00");
        assertThat(Fraction.parse("1.5").times(Fraction.parse("0.20"))).hasToString("0.300");
        assertThat(Fraction.parse("1.5").minus(Fraction.parse("1.500"))).hasToString("0.000");
        assertThat(Fraction.parse("0.300").plain()).hasToString("0.3");
        assertThat(Fraction.of(new BigDecimal("1E+3"))).hasToString("1000");
        assertThat(Fraction.of(new BigDecimal("1E+3")).plain()).hasToString("1000");
        assertThat(Fraction.parse("25/9").plain()).hasToString("25/9");
    }

    @Test
    void thirdsAddUpToAWhole() {
        Fraction third = Fraction.parse("1/3");
        assertThat(third.plus(third).plus(third)).isEqualTo(Fraction.ONE).hasToString("1");
        assertThat(third.times(new BigDecimal("3.00"))).isEqualTo(Fraction.ONE);
        assertThat(third.minus(third)).isEqualTo(Fraction.ZERO);
        assertThat(third.dividedBy(third.negated())).isEqualTo(Fraction.of(-1));
        assertThat(third).isLessThan(Fraction.parse("0.34")).isGreaterThan(Fraction.parse("0.33"));
        assertThat(third.negated().abs()).isEqualTo(third);
        assertThat(third.min(Fraction.ZERO)).isEqualTo(Fraction.ZERO);
        assertThat(third.max(Fraction.ZERO)).isEqualTo(third);
    }

    /** 10,000 s at 48.50 an hour. */
    @Test
    void isRoundedOnce() {
        Fraction amount = Fraction.parse("25/9").times(new BigDecimal("48.50"));
        assertThat(amount).hasToString("2425/18");
        assertThat(amount.rounded(2, RoundingMode.HALF_UP)).isEqualTo("134.72");
        assertThat(amount.negated().rounded(2, RoundingMode.HALF_UP)).isEqualTo("-134.72");
        assertThat(amount.rounded(0, RoundingMode.CEILING)).isEqualTo("135");
        assertThat(Fraction.parse("0.125").rounded(2, RoundingMode.HALF_EVEN)).isEqualTo("0.12");
    }

    @ParameterizedTest
    @CsvSource({
        "1/3, 0.333333333333… (cut)",
        "2/3, 0.666666666666… (cut)",
        "-2/3, -0.666666666666… (cut)",
        "25/9, 2.77777777777… (cut)",
        "2425/18, 134.722222222… (cut)",
        "1000000000001/3, 333333333333… (cut)",
        "14175.779, 14175.779",
        "0.1234567890123456789, 0.1234567890123456789",
    })
    void isShownWithTwelveDigitsAndThatItWasCut(String text, String shown) {
        assertThat(Fraction.parse(text).shown()).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "2/6 | '2/6' is not in lowest terms; write 1/3",
                "1/2 | '1/2' is not in lowest terms; write 0.5",
                "4/1 | '4/1' is not in lowest terms; write 4",
                "-0/3 | '-0/3' is not in lowest terms; write 0",
                "01/3 | '01/3' is not in lowest terms; write 1/3",
                "1/0 | '1/0' has the denominator 0",
                "1/-3 | '1/-3' is not a decimal number",
                "1/3/5 | '1/3/5' is not a decimal number",
                "1 / 3 | '1 / 3' is not a decimal number",
                "a/b | 'a/b' is not a decimal number",
            })
    void onlyOneTextIsTaken(String text, String message) {
        assertThatThrownBy(() -> Fraction.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void hostileLengthsAreRefused() {
        assertThatThrownBy(() -> Fraction.parse("1e999999999"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fraction.parse("1/3" + "0".repeat(20_000)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fraction.parse("1/" + "3".repeat(9_000)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("more than 16384 bits");
        Fraction small = Fraction.parse("1/" + "7".repeat(900));
        assertThatThrownBy(
                        () -> {
                            Fraction power = small;
                            for (int i = 0; i < 100; i++) {
                                power = power.times(small);
                            }
                        })
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void calculatesAsTwoIntegersWould(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < 10_000; i++) {
            long a = random.nextLong(-5_000, 5_000);
            long b = random.nextLong(1, 5_000);
            long c = random.nextLong(-5_000, 5_000);
            long d = random.nextLong(1, 5_000);
            Fraction one = Fraction.of(BigInteger.valueOf(a), BigInteger.valueOf(b));
            Fraction two = Fraction.of(BigInteger.valueOf(c), BigInteger.valueOf(d));
            String of = "seed %d: %d/%d and %d/%d".formatted(seed, a, b, c, d);
            same(of, one.plus(two), a * d + c * b, b * d);
            same(of, one.minus(two), a * d - c * b, b * d);
            same(of, one.times(two), a * c, b * d);
            assertThat(one.compareTo(two)).as(of).isEqualTo(Long.compare(a * d, c * b));
            assertThat(one.equals(two)).as(of).isEqualTo(a * d == c * b);
            if (c != 0) {
                same(of, one.dividedBy(two), a * d, b * c);
            }
            assertThat(one.rounded(0, RoundingMode.FLOOR).longValueExact())
                    .as(of)
                    .isEqualTo(Math.floorDiv(a, b));
            assertThat(Fraction.parse(one.toString())).as(of).isEqualTo(one);
        }
    }

    private static void same(String of, Fraction value, long top, long bottom) {
        assertThat(value.numerator().multiply(BigInteger.valueOf(bottom)))
                .as(of)
                .isEqualTo(value.denominator().multiply(BigInteger.valueOf(top)));
        assertThat(value.denominator().signum()).as(of).isPositive();
        assertThat(value.numerator().gcd(value.denominator())).as(of).isEqualTo(BigInteger.ONE);
    }
}
