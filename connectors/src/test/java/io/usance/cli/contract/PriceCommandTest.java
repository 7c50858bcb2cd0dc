package io.usance.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.usance.cli.CliRun;
import io.usance.document.PriceDocument;
import io.usance.document.WithoutPlaces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceCommandTest {
    private static final String TIERS =
            "\"per\":\"t\",\"tiers\":[{\"upTo\":\"10\",\"unitPrice\":\"1200\"},"
                    + "{\"upTo\":\"20\",\"unitPrice\":\"1150\"},{\"unitPrice\":\"1100\"}]}";
    private static final String GRADUATED = "{\"type\":\"GRADUATED\"," + TIERS;
    private static final String VOLUME = "{\"type\":\"VOLUME\"," + TIERS;
    private static final String INDEX =
            "{\"type\":\"INDEX\",\"basePrice\":\"1180\",\"fixedShare\":\"0.4\",\"indexShare\":\"0.6\","
                    + "\"series\":\"PVC-EU\",\"baseValue\":\"1010.00\",\"priceDecimals\":4,\"per\":\"t\"}";
    private static final String PER_UNIT =
            "{\"type\":\"PER_UNIT\",\"unitPrice\":\"81.5873\",\"per\":\"t\"}";
    private static final String MINIMUM =
            "{\"type\":\"COMPOSITE\",\"components\":[{\"type\":\"BASE_FEE\",\"amount\":\"250\"},"
                    + PER_UNIT
                    + ",{\"type\":\"MINIMUM\",\"amount\":\"5000\",\"carryForward\":\"CREDIT\"}]}";

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit injects the directory
    PriceCommandTest() {}

    @ParameterizedTest
    @CsvSource({
        "GRADUATED, 24.350, , 28285.00, 28285.00",
        "VOLUME, 24.350, , 26785.00, 26785.00",
        "INDEX, 24.350, , 29646.20, 29646.20",
        "INDEX, 50.490, , 61471.73, 61471.73",
        "INDEX, 0.035, 50.490, 42.61, 61514.34",
        "PER_UNIT, 4.217, , 344.05, 344.05",
        "PER_UNIT, 4.217, 4.217, 344.06, 688.11",
        "PER_UNIT, 4.217, 8.434, 344.05, 1032.16",
    })
    void printsAmountCurrencyAndTrace(
            String kind, String quantity, @Nullable String already, String amount, String period)
            throws IOException {
        List<String> more = new ArrayList<>(List.of("--index", "PVC-EU=1063.50", "--json"));
        if (already != null) {
            more.addAll(List.of("--already", already));
        }
        CliRun run = price(tariff(kind), quantity, more.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        JsonNode priced = new ObjectMapper().readTree(run.out());
        assertThat(priced.path("amount").asText()).isEqualTo(amount);
        assertThat(priced.path("currency").asText()).isEqualTo("EUR");
        assertThat(priced.path("periodAmount").asText()).isEqualTo(period);
        assertThat(priced.path("lines")).isNotEmpty();
    }

    @Test
    void tellsPeopleHowTheAmountCameAbout() throws IOException {
        assertThat(price(GRADUATED, "24.350").out())
                .isEqualTo(
                        """
                        28285.00 EUR for 24.350 t
                          10 t x 1200 = 12000 (tier 1)
                          10 t x 1150 = 11500 (tier 2)
                          4.35 t x 1100 = 4785 (tier 3)
                        """);
        assertThat(price(MINIMUM, "1", "--closed", "--already", "2", "--carried", "100").out())
                .isEqualTo(
                        """
                        4586.83 EUR for 1 t
                          1 t x 81.5873 = 81.5873 (component 2, tier 1)
                          4505.2381 x 1 = 4505.2381 (component 3, up to the minimum of 5000)
                        5000.00 EUR for 3000.000 kg in the period so far
                        4605.2381 EUR carried into the next period
                        """);
    }

    private static final String PARTS_AND_ENERGY =
            """
            type: COMPOSITE
            components:
              - {type: BASE_FEE, amount: "1500"}
              - {type: GRADUATED, tiers: [{upTo: "100000", unitPrice: "0.084"}, {unitPrice: "0.071"}], per: "{part}", of: goodParts}
              - {type: PER_UNIT, unitPrice: "0.31", per: kW.h, of: energy}
            """;

    @Test
    void quantitiesAreGivenByTheirNames() throws IOException {
        CliRun run =
                named(
                        PARTS_AND_ENERGY,
                        "goodParts=181349 1",
                        "energy=1000kW.h",
                        "--already=energy=1MW.h");
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .isEqualTo(
                        """
                        14485.78 EUR for goodParts 181349, energy 1000 kW.h
                          100000 x 0.084 = 8400 (component 2, goodParts, tier 1)
                          81349 x 0.071 = 5775.779 (component 2, goodParts, tier 2)
                          1000 kW.h x 0.31 = 310 (component 3, energy, tier 1)
                        16295.78 EUR for energy 2000000.000 W.h, goodParts 181349.000 1 in the period so far
                        """);
        JsonNode priced =
                new ObjectMapper()
                        .readTree(named(PARTS_AND_ENERGY, "goodParts=7{part}", "--json").out());
        assertThat(priced.path("amount").asText()).isEqualTo("1500.59");
        assertThat(priced.has("quantity")).isFalse();
        assertThat(priced.at("/quantities/goodParts/value").asText()).isEqualTo("7.000");
        assertThat(priced.at("/quantities/energy/value").asText()).isEqualTo("0.000");
        assertThat(priced.at("/lines/1/of").asText()).isEqualTo("goodParts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cycles=7{cycle} | | the tariff prices no quantity cycles; known are energy, goodParts",
                "energy=7h | | quantity energy: a TIME cannot be expressed in kW.h, a unit of ENERGY",
                "7 | --unit=1 | the tariff prices energy, goodParts; give --quantity NAME=VALUE UNIT for each",
                "7 | | --unit is missing; it is the unit of --quantity; see usance price --help",
                "energy=7 | | --quantity energy=7 is not NAME=VALUE UNIT, such as hours=212.4h or 'goodParts=181349 1'; see usance price --help",
                "=7h | | --quantity: '' does not name a quantity; write a letter, then at most 63 letters, digits, _ . or -, such as goodParts; see usance price --help",
                "energy=7.7.7kW.h | | --quantity energy 7.7.7 is not a decimal number such as 24.350, of at most 18 digits before and after the point; see usance price --help",
                "energy=-7kW.h | | --quantity energy -7 is negative; give 0 or more; see usance price --help",
                "energy=7kWh | | --quantity energy=7kWh: unit kWh is unknown; known are g kg t dt [lb_av] [ston_av] [lton_av] mL L hL m3 [gal_us] s min h d 1 W.h kW.h MW.h GW.h J kJ MJ W kW MW By kBy MBy GBy; see usance price --help",
                "energy=7kW.h | --quantity=energy=8kW.h | --quantity names a quantity twice: [energy=7kW.h, energy=8kW.h]; see usance price --help",
                "7 | --quantity=8 | --quantity is there more than once; name each: --quantity hours=212.4h; see usance price --help",
            })
    void aWrongNamedQuantityIsOneLineThatSaysWhatToDo(
            String quantity, @Nullable String option, String message) throws IOException {
        CliRun run =
                option == null
                        ? named(PARTS_AND_ENERGY, quantity)
                        : named(PARTS_AND_ENERGY, quantity, option);
        assertThat(run.err()).isEqualTo("usance: " + message + "\n");
        assertThat(run.out()).isEmpty();
    }

    /** What is no option is a quantity. */
    private CliRun named(String tariff, String... more) throws IOException {
        Path file = directory.resolve("tariff.yaml");
        Files.writeString(file, tariff);
        List<String> line = new ArrayList<>(List.of("price", "--tariff", file.toString()));
        for (String one : more) {
            line.add(one.startsWith("--") ? one : "--quantity=" + one);
        }
        return CliRun.of(line.toArray(String[]::new));
    }

    @Test
    void thePriceIsThatOfTheTimeAndAsKnownThen() throws IOException {
        String document =
                """
                currency: JPY
                rounding: HALF_EVEN
                versions:
                  - {validFrom: "2026-01-01T00:00:00Z", knownFrom: "2025-12-10T00:00:00Z", tariff: {type: PER_UNIT, unitPrice: "1200.5", per: t}}
                  - {validFrom: "2026-03-01T00:00:00Z", knownFrom: "2026-05-05T00:00:00Z", tariff: {type: PER_UNIT, unitPrice: "1100", per: t}}
                """;
        assertThat(price(document, "1", "--at", "2026-02-01").out()).startsWith("1200 JPY for 1 t");
        assertThat(price(document, "1", "--at", "2026-03-01T00:00:00Z").out())
                .startsWith("1100 JPY");
        assertThat(price(document, "1").out()).startsWith("1100 JPY");
        assertThat(price(document, "1", "--at", "2026-04-01", "--known-at", "2026-04-30").out())
                .startsWith("1200 JPY");
        CliRun none = price(document, "1", "--at", "2025-12-31");
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.err())
                .matches(
                        "usance: no price of .* holds at 2025-12-31; give another --at or add a"
                                + " version\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "INDEX | 1 | t | | 1 | the tariff needs a value of index PVC-EU, which is not there; supply it with --index PVC-EU=VALUE",
                "INDEX | 1 | t | --index=PVC-EU=0 | 1 | index PVC-EU is 0, not above 0 and at most 100 times its base value 1010.00",
                "INDEX | 1 | t | --index=PVC-EU | 2 | --index PVC-EU is not NAME=VALUE; see usance price --help",
                "GRADUATED | -1 | t | | 2 | --quantity -1 is negative; give 0 or more; see usance price --help",
                "GRADUATED | 1e9 | t | | 2 | --quantity 1e9 is not a decimal number such as 24.350, of at most 18 digits before and after the point; see usance price --help",
                "GRADUATED | 1 | st | | 2 | --unit: unit st is unknown; known are g kg t dt [lb_av] [ston_av] [lton_av] mL L hL m3 [gal_us] s min h d 1 W.h kW.h MW.h GW.h J kJ MJ W kW MW By kBy MBy GBy; see usance price --help",
                "GRADUATED | 1 | m3 | | 1 | a VOLUME cannot be expressed in t, a unit of MASS",
                "GRADUATED | 1 | t | --at=soon | 2 | --at soon is neither an instant such as 2026-03-01T00:00:00Z nor a date; see usance price --help",
                "GRADUATED | 1 | t | --currency=XAU | 2 | --currency XAU is no ISO 4217 currency with a minor unit; see usance price --help",
                "GAP | 1 | t | | 1 | FILE $: tier 2 ends at 9, not above 10",
                "FREE | 1 | t | | 1 | FILE $.type: is 'FREE', not one of PER_UNIT, GRADUATED, VOLUME, PACKAGE, INDEX, COMPOSITE, FORMULA",
                "EMPTY | 1 | t | | 1 | FILE $: is not an object with a tariff",
            })
    void badInputIsOneLineThatSaysWhatToDo(
            String kind,
            String quantity,
            String unit,
            @Nullable String option,
            int exitCode,
            String message)
            throws IOException {
        Path file = directory.resolve("tariff.json");
        Files.writeString(file, tariff(kind));
        List<String> line = new ArrayList<>(List.of("price", "--tariff", file.toString()));
        line.addAll(List.of("--quantity=" + quantity, "--unit", unit));
        if (option != null) {
            line.add(option);
        }
        CliRun run = CliRun.of(line.toArray(String[]::new));
        assertThat(WithoutPlaces.of(run.err()))
                .isEqualTo("usance: " + message.replace("FILE", file + "") + "\n");
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void everyProblemOfAFileIsSaid() throws IOException {
        CliRun run =
                price(
                        "{\"currency\":\"EURO\",\"tariff\":{\"type\":\"PER_UNIT\",\"per\":\"t\"}}",
                        "1");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(3);
        assertThat(run.err())
                .contains(" $.currency: ")
                .contains(" $.tariff.unitPrice: is missing; write a number such as \"48.50\"\n")
                .contains("usance: 2 problems in ");
    }

    /** 29646.19805 x 0.97 + 250, and a price that is no text keeps all its digits. */
    @Test
    void theExampleIsPricedAndFitsItsSchema() throws IOException {
        String example = Files.readString(Path.of("src/dist/example/price.yaml"));
        assertThat(price(example, "24.350", "--index", "PVC-EU=1063.50").out())
                .startsWith("29006.81 EUR for 24.350 t\n  1 x 250 = 250 (component 1, base fee");
        String schema;
        try (var in = PriceDocument.class.getResourceAsStream("price.schema.json")) {
            schema = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        var priceSchema = registry.getSchema(schema, InputFormat.JSON);
        assertThat(priceSchema.validate(example, InputFormat.YAML)).isEmpty();
        assertThat(priceSchema.validate(MINIMUM, InputFormat.JSON)).isEmpty();
        assertThat(priceSchema.validate("{\"currency\":\"EUR\"}", InputFormat.JSON)).isNotEmpty();
        String exact = "{type: PER_UNIT, unitPrice: 1000000000.00000000001, per: t}";
        assertThat(price(exact, "1").out()).contains("1 t x 1000000000.00000000001 =");
    }

    @Test
    void aMissingFileIsTold() {
        CliRun run = CliRun.of("price", "--tariff", "none.json", "--quantity", "1", "--unit", "t");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("usance: none.json does not exist\n");
    }

    private static String tariff(String kind) {
        return switch (kind) {
            case "GRADUATED" -> GRADUATED;
            case "VOLUME" -> VOLUME;
            case "INDEX" -> INDEX;
            case "PER_UNIT" -> PER_UNIT;
            case "GAP" -> GRADUATED.replace("\"20\"", "\"9\"");
            case "FREE" -> "{\"type\":\"FREE\"}";
            case "EMPTY" -> "[]";
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private CliRun price(String tariff, String quantity, String... more) throws IOException {
        Path file = directory.resolve("tariff.json");
        Files.writeString(file, tariff);
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "price",
                                "--tariff",
                                file.toString(),
                                "--quantity",
                                quantity,
                                "--unit",
                                "t"));
        line.addAll(List.of(more));
        return CliRun.of(line.toArray(String[]::new));
    }
}
