package io.usance.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.usance.file.InvalidConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One mistake each in a contract of {@code docs/contracts}: the field, and what to write. */
class PriceRefusalsTest {
    private static final Path ROOM = Path.of("docs/contracts");

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit injects the directory
    PriceRefusalsTest() {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unit-price | \"1200\" | \"-1200\" | $.tariff: the price is negative and stands alone; write a COMPOSITE with a FLOOR after it, which says how far the amount may fall",
                "pvc-index-less-35 | floor: \"900\" | cap: \"1900\" | $.tariff: the price by formula may fall below 0; write floor: \"0\" in it, or a COMPOSITE with a FLOOR after it",
                "pvc-index-less-35 | convert: DIVIDE | convert: DIVIDED | $.tariff.fixing.convert: is 'DIVIDED', not one of DIVIDE, MULTIPLY",
                "pvc-index-less-35 | factor: \"1\" | factor: \"0\" | $.tariff.terms[0]: the factor of index PVC-EU is 0, so it prices nothing; leave the term out",
                "pvc-index-less-35 | {series: EURUSD, averaging | {series: EUR-USD, averaging | $.indexRules[1].series: EUR-USD prices nothing here; the prices use EURUSD, PVC-EU; write one of these, or take the rule out",
                "pvc-index-less-35 | maxAgeDays: 5 | maxAgeDays: 500 | $.indexRules[1]: a value of index EURUSD may be 500 days old, not 1 to 400",
                "mean-of-three-months | fromMonth: -3, toMonth: -1 | fromMonth: -3 | $.indexRules[0]: index PVC-EU has fromMonth and no toMonth; a mean over several months has both, such as fromMonth: -3 and toMonth: -1",
                "quotation-period | percent: \"90\" | percent: \"190\" | $.tariff.provisional: provisional percent 190 is above 100",
                "allowance-and-bonus | {type: FLOOR, amount: \"0\"} | {type: MAXIMUM, amount: \"9000\"} | $.tariff: component 2 may be negative, and nothing after it keeps the amount from falling below 0; add {type: FLOOR, amount: \"0\"} at the end, or with the least that may be due, such as \"-500\" for a credit of at most 500 to the customer",
            })
    void saysTheFieldAndWhatToWrite(String contract, String was, String is, String problem)
            throws IOException {
        String text = Files.readString(ROOM.resolve(contract + ".yaml"));
        int place = text.lastIndexOf(was);
        assertThat(place).as(was).isPositive();
        Path file = directory.resolve("contract.yaml");
        Files.writeString(
                file, text.substring(0, place) + is + text.substring(place + was.length()));
        InvalidConfigException thrown =
                catchThrowableOfType(
                        InvalidConfigException.class, () -> ContractDocument.read(file).terms());
        assertThat(thrown).isNotNull();
        assertThat(WithoutPlaces.of(thrown.problems())).containsExactly(file + " " + problem);
    }

    /** The words of the contract, as {@code contract check} prints them. */
    @Test
    void thePvcContractInPlainWords() throws InvalidConfigException {
        assertThat(ContractDocument.explain(ROOM.resolve("pvc-index-less-35.yaml")))
                .contains(
                        "  - PVC-EU / EURUSD - 35 EUR per t, at least 900, rounded to 4 decimals; provisionally 80 % of it by the newest values published, until EURUSD and PVC-EU are published and the difference is issued",
                        "    Index EURUSD counts of the last day of the month 1 month before the period's first; a day without a value has that of the day before, at most 5 days old; without one charging waits.",
                        "    Index PVC-EU counts as the mean of the month 1 month before the period's first; days without a value do not count.",
                        "No example without values of EURUSD, PVC-EU: usance price --tariff FILE --quantity 24.350 --unit t --index EURUSD=VALUE --index PVC-EU=VALUE");
        assertThat(ContractDocument.explain(ROOM.resolve("credit-to-the-customer.yaml")))
                .contains(
                        "  - an allowance of 500 EUR per period, in full",
                        "  - never less than -450 EUR per period: at most 450 EUR are credited to the customer");
        assertThat(ContractDocument.explain(ROOM.resolve("quotation-period.yaml")))
                .contains(
                        "    Index PVC-EU counts as the mean of M-1 to M+1, M being the month in which the period begins; days without a value do not count.");
    }
}
