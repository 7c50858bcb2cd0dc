package io.usance.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.cli.CliRun;
import io.usance.document.WithoutPlaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a contract is asked before it is signed: what a period costs, and what it hardly means. */
class ContractAskedTest {
    private static final Path EXAMPLE = Path.of("src/dist/example/contract.yaml");
    private static final String PARTS =
            """
            contractId: c-2
            version: 1
            supplier: {partyId: s, name: Press AG, account: acct-s}
            customer: {partyId: p, name: Teile GmbH, account: acct-p}
            meters: [press-1]
            currency: EUR
            calendar: {zone: Europe/Berlin, cycle: MONTH}
            meteringFrom: 2026-04-01
            taxPercent: "19"
            payees:
              - {name: Press AG, account: acct-s, share: 2/3}
              - {name: Bank, account: acct-b, share: 1/3}
            timeBands:
              bands: [{name: peak, hours: [{days: [MONDAY], from: "08:00", until: "20:00"}]}]
              rest: off
            tariff:
              type: COMPOSITE
              components:
                - {type: PER_UNIT, of: hours, per: h, unitPrice: "48.50"}
                - {type: PER_UNIT, of: goodParts, per: "1", unitPrice: "0.0431"}
                - {type: PER_UNIT, of: energy, band: peak, per: kW.h, unitPrice: "0.31"}
                - {type: PER_UNIT, of: energy, band: off, per: kW.h, unitPrice: "0.18"}
                - {type: MINIMUM, amount: "9000", carryForward: CREDIT}
            """;
    private static final String RESIN =
            """
            contractId: c-3
            version: 1
            supplier: {partyId: s, name: Granulat AG, account: acct-s}
            customer: {partyId: p, name: Profile GmbH, account: acct-p}
            material: PVC
            meters: [silo-1]
            currency: EUR
            calendar: {zone: Europe/Berlin, cycle: MONTH}
            meteringFrom: 2026-04-01
            taxPercent: "19"
            creditLimit: "400000.00"
            settlement: {when: EACH_STEP}
            indexRules:
              - {series: PVC, averaging: MONTH, lagMonths: 1, missingDay: PREVIOUS, decimals: 2}
            tariff:
              type: COMPOSITE
              components:
                - {type: BASE_FEE, amount: "250"}
                - {type: VOLUME, per: t, tiers: [{upTo: "100", unitPrice: "1200"}, {unitPrice: "1199", flatFee: "100"}]}
                - {type: INDEX, per: t, basePrice: "20", fixedShare: "0.4", indexShare: "0.6", series: PVC, baseValue: "1050", priceDecimals: 4}
                - {type: MINIMUM, amount: "5000", carryForward: NONE}
                - {type: MAXIMUM, amount: "150000"}
            """;

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit injects the directory
    ContractAskedTest() {}

    private CliRun check(String text, String... options) throws IOException {
        Path file = Files.writeString(directory.resolve("c.yaml"), text);
        List<String> all = new ArrayList<>(List.of("contract", "check", file.toString()));
        all.addAll(List.of(options));
        return CliRun.of(all.toArray(String[]::new));
    }

    /**
     * 199,500 x 0.97 + 250 + 180 x 20.4760, where 20 x (0.4 + 0.6 x 112.7 / 108.4) = 20.47601…;
     * 3/7, 3/7 and 1/7 of it; 19 % of 197,450.68 is 37,515.6292.
     */
    @Test
    void aPeriodIsPricedUnderTheWholeContract() {
        CliRun run =
                CliRun.of(
                        "contract",
                        "check",
                        EXAMPLE.toString(),
                        "--quantity",
                        "180t",
                        "--period",
                        "2026-04",
                        "--index",
                        "ENERGY-DE=112.7");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains(
                        """
                        Period 2026-04-01/2026-05-01 by the clock of Europe/Berlin: from 2026-03-31T22:00:00Z until before 2026-04-30T22:00:00Z.
                        Index ENERGY-DE counts 112.7000: mean of ENERGY-DE over 31 days of 2026-03. Nothing is charged before a value for 2026-03-31 is published.
                        180 t, the period closed:
                          1 x 250 = 250 (component 1, base fee of the period)
                          10 t x 1200 = 12000 (component 2, tier 1)
                          10 t x 1150 = 11500 (component 2, tier 2)
                          160 t x 1100 = 176000 (component 2, tier 3)
                          199500 x -0.03 = -5985 (component 3, -3 % of usage)
                          180 t x 20.4760 = 3685.68 (component 4, 20 x (0.4 + 0.6 x 112.7000 / 108.4) by index ENERGY-DE)
                          together 197450.68 EUR
                          of it 84621.72 EUR to Granulat AG, account acct-supplier
                          of it 84621.72 EUR to Granulat Finance, account acct-finance
                          of it 28207.24 EUR to Spedition Nord, account acct-carrier
                          and tax of 19 % on it, 37515.63 EUR to Granulat AG, account acct-supplier
                          234966.31 EUR in all, from account acct-plant
                        """)
                .contains("first reading after 2026-04-30T22:00:00Z.\n");
        assertThat(WithoutPlaces.of(run.out()))
                .contains(
                        EXAMPLE
                                + " $.creditLimit: is 100000.00 EUR, but a period as asked for costs 234966.31 EUR");
    }

    /** 120 x 48.50 + 14,000 x 0.0431 + 1,000 x 0.31 = 6,733.40, so 2,266.60 up to the minimum. */
    @Test
    void severalQuantitiesArePricedByTheirNames() throws IOException {
        CliRun run =
                check(
                        PARTS,
                        "--json",
                        "--quantity",
                        "hours=120h",
                        "--quantity",
                        "goodParts=14000",
                        "--quantity",
                        "energy@peak=1MW.h");
        assertThat(run.err()).isEmpty();
        JsonNode result = new ObjectMapper().readTree(run.out());
        JsonNode price = result.path("price");
        assertThat(result.path("valid").asBoolean()).isTrue();
        assertThat(result.path("warnings")).isEmpty();
        assertThat(price.path("period").asText()).isEqualTo("2026-04-01/2026-05-01");
        assertThat(price.path("lines").findValuesAsText("amountExact"))
                .containsExactly("5820", "603.4", "310", "2266.6");
        assertThat(
                        List.of(
                                price.path("net").asText(),
                                price.path("tax").asText(),
                                price.path("gross").asText(),
                                price.path("carry").asText()))
                .containsExactly("9000.00", "1710.00", "10710.00", "2266.6");
        assertThat(price.path("payments").findValuesAsText("amount"))
                .containsExactly("6000.00", "3000.00", "1710.00");
    }

    /** The four months that stand in the file, by hand: index / fixing - 35, at least 900. */
    @ParameterizedTest
    @CsvSource({
        "1010, 1.08, 900.1852, 21919.51",
        "1063.50, 1.09, 940.6881, 22905.76",
        "940, 1.10, 900.0000, 21915.00",
        "1120, 1.07, 1011.7290, 24635.60"
    })
    void aFormulaIsAskedForByAllItsIndexes(String pvc, String fixing, String price, String amount) {
        String file = "docs/contracts/pvc-index-less-35.yaml";
        CliRun run =
                CliRun.of(
                        "contract",
                        "check",
                        file,
                        "--quantity",
                        "24.350t",
                        "--index",
                        "PVC-EU=" + pvc,
                        "--index",
                        "EURUSD=" + fixing);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("  24.35 t x " + price + " = ", "  together " + amount + " EUR\n")
                .contains("A provisional price is charged before a value for 2026-03-31 is")
                .doesNotContain("Nothing is charged before");
        CliRun one =
                CliRun.of("contract", "check", file, "--quantity", "1t", "--index", "EURUSD=1");
        assertThat(one.err())
                .contains("needs a value of index PVC-EU; write --index PVC-EU=VALUE\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "R | --quantity 180h | --quantity 180h is in h, a unit of TIME; the contract prices MASS: write one of g kg t dt [lb_av] [ston_av] [lton_av], such as 180t",
                "R | --quantity 180 | --quantity 180 has no unit; the contract prices MASS: write one of g kg ",
                "R | --quantity 4,5t | --quantity 4,5t is no quantity; write a number with a point and its unit, such as 180t",
                "R | --quantity 180tons | --quantity 180tons has the unit tons, which is none; ",
                "R | --quantity a=180t | --quantity a=180t has a name, but the contract names no quantity; write --quantity 180t",
                "R | --quantity 1t --quantity 2t | --quantity is there twice; write it once",
                "R | --quantity 180t | the price of 2026-04-01/2026-05-01 needs a value of index PVC; write --index PVC=VALUE, where 1050 is its base value",
                "R | --quantity 180t --index PVD=1 | --index PVD=1: the price of 2026-04-01/2026-05-01 has no index PVD; it has PVC",
                "R | --quantity 180t --index PVC=high | --index PVC=high is not NAME=VALUE, such as PVC=1063.5",
                "R | --quantity 180t --index PVC=1 --index PVC=2 | --index PVC is there twice; write it once",
                "R | --quantity 180t --index PVC=1000 --period 2026-03 | --period 2026-03 is before the contract begins, 2026-03-31T22:00:00Z; its first period is 2026-04-01/2026-05-01, write that or a later one",
                "R | --quantity 180t --index PVC=1000 --period May | --period is 'May', not the beginning of one MONTH nor a period's id; write its month, such as 2026-03",
                "R | --period 2026-05 | --quantity is missing; it says what is drawn in the period, such as --quantity 180t",
                "R | --quantity 1t --index PVC=200000 | index PVC is 200000.00, not above 0 and at most 100 times its base value 1050",
                "P | --quantity 120h | --quantity 120h does not say of what; the contract prices energy@off, energy@peak, goodParts, hours: write --quantity energy@off=1200kW.h --quantity energy@peak=1200kW.h --quantity goodParts=14000 --quantity hours=120h",
                "P | --quantity hour=120h | --quantity hour=120h: the contract prices no hour; write one of energy@off, energy@peak, goodParts, hours",
                "P | --quantity goodParts=3t | --quantity goodParts=3t is in t, a unit of MASS; the contract prices goodParts by COUNT: write one of 1, such as goodParts=14000",
            })
    void whatDoesNotFitIsToldWithWhatToWrite(String of, String options, String message)
            throws IOException {
        CliRun run = check(of.equals("R") ? RESIN : PARTS, options.split(" "));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(message);
    }

    /** A change to a contract that means what it says, and the one warning that it brings. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "meteringFrom: 2026-04-01 | meteringFrom: 2026-04-11 | line 9, column 15 $.meteringFrom: is 2026-04-10T22:00:00Z, within the period 2026-04-01/2026-05-01, which costs the base fee of 250 EUR and the minimum of 5000 EUR in full; if that is not meant, write 2026-04-01 or 2026-05-01",
                "\"1199\", flatFee: \"100\" | \"1100\" | line 19, column 84 $.tariff.components[1].tiers[1].unitPrice: is 1100, so that more costs less: 100 t cost 120000.00 EUR, 100.001 t cost 110001.10 EUR; if each tier is to price only what falls in it, write type: GRADUATED",
                "lagMonths: 1 | lagMonths: 0 | line 14, column 48 $.indexRules[0].lagMonths: is 0: the mean of the month in which a period begins is known when that month has ended",
                "carryForward: NONE | carryForward: RAISE_NEXT | line 22, column 31 $.tariff.components[4].amount: is 150000, and the minimum of 5000 EUR rises by what is missing (RAISE_NEXT): after 30 periods without consumption it is 155000 EUR, above the maximum",
                "taxPercent: \"19\" | | line 1, column 1 $.taxPercent: is not there, so no tax is charged; write the rate, such as \"19\", or \"0\"",
                "when: EACH_STEP | when: AT_CLOSE | line 11, column 14 $.creditLimit: is 400000.00 EUR, but nothing is settled before a period closes, so that much more than 400000.00 EUR can be drawn",
                "when: EACH_STEP | when: THRESHOLD, amount: \"400000\" | line 12, column 39 $.settlement.amount: is 400000, not below the creditLimit of 400000.00 EUR",
                "when: EACH_STEP | when: INTERVAL, everyHours: 800 | line 12, column 42 $.settlement.everyHours: is 800, as long as a period or longer",
                "creditLimit: \"400000.00\" | creditLimit: \"4000.00\" | line 11, column 14 $.creditLimit: is 4000.00 EUR, but every period costs 5000.00 EUR at least",
                "amount: \"150000\" | amount: \"99999999999999\" | line 22, column 31 $.tariff.components[4].amount: is 99999999999999, but what stands before it comes to ",
                "amount: \"150000\" | amount: \"5000\" | line 22, column 31 $.tariff.components[4].amount: is 5000, as the minimum, so that every period costs that; write them apart",
                "fixedShare: \"0.4\", indexShare: \"0.6\" | fixedShare: \"1\", indexShare: \"0\" | line 20, column 75 $.tariff.components[2].indexShare: is 0, so that index PVC changes nothing",
                "priceDecimals: 4 | priceDecimals: 4, floor: \"21\" | line 20, column 141 $.tariff.components[2].floor: is 21, above the basePrice of 20",
                "priceDecimals: 4 | priceDecimals: 4, cap: \"19\" | line 20, column 139 $.tariff.components[2].cap: is 19, below the basePrice of 20",
                "priceDecimals: 4 | priceDecimals: 4, floor: \"20\", cap: \"20\" | line 20, column 152 $.tariff.components[2].cap: is 20, as the floor, so that the price is always that",
                "priceDecimals: 4 | priceDecimals: 0 | line 20, column 131 $.tariff.components[2].priceDecimals: is 0, which rounds a price of 20 by up to 0.5; write more decimals",
                "    - {type: MAXIMUM, amount: \"150000\"} |     - {type: PERCENT, percent: \"-3\", on: TOTAL} | line 22, column 7 $.tariff.components[4]: is a discount after the minimum of 5000 EUR, so that a period costs less than that",
            })
    void whatIsHardlyMeantIsToldAndNotRefused(String of, String with, String warning)
            throws IOException {
        assertThat(RESIN).contains(of);
        String text = RESIN.replace(of, with == null ? "" : with);
        CliRun run = check(text);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        String file = directory.resolve("c.yaml").toString();
        assertThat(run.out()).contains("Legal, but perhaps not meant:\n  " + file + " " + warning);
        JsonNode json = new ObjectMapper().readTree(check(text, "--json").out());
        assertThat(json.path("valid").asBoolean()).isTrue();
        assertThat(json.path("warnings")).hasSize(1);
        assertThat(json.path("warnings").get(0).asText()).startsWith(file + " " + warning);
    }

    @Test
    void aBaseValueOfAnotherScaleIsSeenAgainstTheValueGiven() throws IOException {
        assertThat(check(RESIN, "--quantity", "1t", "--index", "PVC=10635").out())
                .contains(
                        "line 20, column 108 $.tariff.components[2].baseValue: is 1050, but index PVC stands at 10635.00; if it is not of the same scale");
    }

    /** Contracts that mean what they say bring no warning. */
    @Test
    void aContractWithoutOdditiesHasNoWarning() throws IOException {
        for (String text : List.of(RESIN, PARTS, Files.readString(EXAMPLE))) {
            assertThat(check(text).out()).doesNotContain("Legal");
        }
    }
}
