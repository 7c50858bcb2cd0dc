package io.usance.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.usance.cli.CliRun;
import io.usance.document.ContractDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of the period a rate takes, in documents that people write. */
class TakeTest {
    private static final String CONTRACT =
            """
            contractId: contract-07
            version: 1
            supplier: {partyId: maker, name: Pressen AG, account: acct-maker}
            customer: {partyId: plant, name: Profile GmbH, account: acct-plant}
            material: electricity
            siloIds: [press-1, press-2]
            currency: EUR
            calendar: {zone: Europe/Berlin, cycle: MONTH}
            meteringFrom: "2026-03-01"
            tariffs:
              - validFrom: "2026-03-01"
                knownFrom: "2026-02-10"
                tariff:
                  type: COMPOSITE
                  components:
                    - {type: PER_UNIT, unitPrice: "0.2314", per: kW.h, of: energy}
                    - {type: PER_UNIT, unitPrice: "11.47", per: kW, of: power, take: MAXIMUM}
              - validFrom: "2026-04-01"
                knownFrom: "2026-02-10"
                tariff:
                  type: COMPOSITE
                  components:
                    - {type: PER_UNIT, unitPrice: "0.2407", per: kW.h, of: energy}
                    - {type: PER_UNIT, unitPrice: "12.10", per: kW, of: power, take: MAXIMUM}
            """;

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit injects the directory
    TakeTest() {}

    @Test
    void aMaximumIsExplainedInPlainWords() throws IOException {
        CliRun run = check(CONTRACT);
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("  - energy: 0.2314 EUR per kW.h\n")
                .contains(
                        "  - power, the highest value of the period, of each meter its own: 11.47 EUR per kW\n")
                .contains("highest value of the period)");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void itFitsTheSchema() throws IOException {
        String schema;
        try (var in = ContractDocument.class.getResourceAsStream("contract.schema.json")) {
            schema = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        var checked = registry.getSchema(schema, InputFormat.JSON);
        assertThat(checked.validate(CONTRACT, InputFormat.YAML)).isEmpty();
        assertThat(checked.validate(CONTRACT.replace("MAXIMUM", "PEAK"), InputFormat.YAML))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "per: kW, of: power, take: MAXIMUM} | per: kW, take: MAXIMUM} | $.tariffs[0].tariff.components[1]: take: MAXIMUM does not say of which quantity; write of: with its name beside it, such as of: power",
                "11.47\", per: kW, of: power, take: MAXIMUM | 11.47\", per: kW, of: power | $.tariffs[1].tariff: takes {energy=SUM, power=MAXIMUM}, the first version {energy=SUM, power=SUM}; write the same take: in all versions",
                "take: MAXIMUM | take: PEAK | $.tariffs[0].tariff.components[1].take: ",
                "per: kW, of: power | per: kW, of: energy | $.tariffs[0].tariff.components[1].per: is kW, a unit of POWER, but components[0] prices energy per kW.h, a unit of ENERGY; write one of W.h kW.h MW.h GW.h J kJ MJ, or another name in of:",
                "per: kW, of: power | per: kW.h, of: energy | $.tariffs[0].tariff: quantity energy is taken as SUM and as MAXIMUM; write the same take: in all its rates, or have it metered under two names",
            })
    void aContradictionIsRefusedWithItsPath(String of, String with, String problem)
            throws IOException {
        assertThat(CONTRACT).contains(of);
        CliRun run = check(CONTRACT.replace(of, with));
        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).contains(problem).doesNotContain("io.usance").doesNotContain("class");
    }

    @Test
    void aPriceIsRatedByTheValueTaken() throws IOException {
        Path file = directory.resolve("tariff.yaml");
        Files.writeString(
                file,
                """
                type: PER_UNIT
                unitPrice: "11.47"
                per: kW
                of: power
                take: MAXIMUM
                """);
        CliRun run = CliRun.of("price", "--tariff", file.toString(), "--quantity=power=412.5kW");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("4731.38").contains("highest value of the period");
    }

    private CliRun check(String text) throws IOException {
        Path file = directory.resolve("contract.yaml");
        Files.writeString(file, text);
        return CliRun.of("contract", "check", file.toString());
    }
}
