package io.usance.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.usance.cli.CliRun;
import io.usance.contract.DatedTerms;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code usance contract check} says of terms with a date. */
class DatedTermsCheckTest {
    private static final Path EXAMPLE = Path.of("src/dist/example/contract.yaml");

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit injects the directory
    DatedTermsCheckTest() {}

    @Test
    void eachIsSaidWithItsDates() throws IOException {
        CliRun run =
                check(
                        """
                        datedTerms:
                          - {validFrom: 2026-07-01, knownFrom: 2026-05-25, taxPercent: "16"}
                          - {validFrom: 2027-01-01, knownFrom: 2026-05-25, taxPercent: "19", creditLimit: "200000", settlement: {when: AT_CLOSE}}
                          - validFrom: 2026-08-01
                            knownFrom: 2026-06-30
                            payees: [{name: Bank, account: acct-bank, share: "1"}]
                            exceptions: {settlement: AS_CHARGED, uncertaintyPercent: "5"}
                          - {validFrom: 2026-09-01, knownFrom: 2026-07-15, without: [payees, creditLimit, selfBilling]}
                        """);
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains(
                        """
                        From 2026-07-01 (agreed 2026-05-25): tax of 16 %.
                        From 2027-01-01 (agreed 2026-05-25): tax of 19 %; at most 200000.00 EUR may be owed; it is settled when the period closes.
                        From 2026-08-01 (agreed 2026-06-30): 1/1 goes to Bank, account acct-bank; a period with an open exception is paid as charged, and an uncertainty above 5 % is one.
                        From 2026-09-01 (agreed 2026-07-15): all goes to account acct-supplier; the supplier writes the invoices; no credit limit.
                        """,
                        "  together 28173.45 EUR\n  and tax of 5352.96 EUR\n");
    }

    /** An entry, and the problem it must give. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "validFrom: 2026-07-15, knownFrom: 2026-05-25, taxPercent: \"16\" | $.datedTerms[0]: validFrom is 2026-07-14T22:00:00Z, within the period 2026-07-01/2026-08-01; terms change when a period begins, write 2026-06-30T22:00:00Z or 2026-07-31T22:00:00Z",
                "validFrom: 2026-07-01, taxPercent: \"16\" | $.datedTerms[0].knownFrom: is missing",
                "validFrom: 2026-07-01, knownFrom: 2026-05-25, taxPercent: \"160\" | $.datedTerms[0]: tax is 160 %, not within 0 to 100",
                "validFrom: 2026-07-01, knownFrom: 2026-05-25, taxPercent: much | $.datedTerms[0].taxPercent: is 'much', not a number",
                "validFrom: 2026-07-01, knownFrom: 2026-05-25 | $.datedTerms[0]: says nothing; write what holds from then, such as taxPercent: \"16\"",
                "validFrom: 2026-07-01, knownFrom: 2026-05-25, taxPercent: \"0\" | $.selfBilling.vatCategory: STANDARD goes with a taxPercent above 0, not with 0",
                "validFrom: 2026-07-01, knownFrom: 2026-05-25, without: [settlement] | $.datedTerms[0]: without has settlement; write settlement: {when: EACH_STEP}",
                "validFrom: 2026-07-01, knownFrom: 2026-05-25, without: [tax] | $.datedTerms[0]: without has tax; write taxPercent, payees, selfBilling, creditLimit",
                "validFrom: 2026-07-01, knownFrom: 2026-05-25, creditLimit: \"1.001\" | $.datedTerms[0].creditLimit: is 1.001, not above 0 with at most 2 decimals",
                "validFrom: 2026-07-01, knownFrom: 2026-05-25, payees: [{name: B, account: b, share: 1/2}] | $.datedTerms[0]: the shares [1/2] add up to 1/2, not 1",
                "validFrom: 2026-07-01, knownFrom: 2026-05-25, payees: [{name: B, account: acct-plant, share: \"1\"}] | $.datedTerms[0]: payee B has the account of the customer, who pays",
                "validFrom: 2026-07-01, knownFrom: 2026-05-25, tax: \"16\" | $.datedTerms[0].tax: is unknown; known are creditLimit, exceptions, knownFrom, payees,",
            })
    void eachProblemIsNamedWhereItIs(String entry, String problem) throws IOException {
        CliRun run = check("datedTerms: [{" + entry + "}]\n");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(problem);
    }

    @Test
    void twoOfOneTimeContradictEachOther() throws IOException {
        CliRun run =
                check(
                        """
                        datedTerms:
                          - {validFrom: 2026-07-01, knownFrom: 2026-05-25, taxPercent: "16"}
                          - {validFrom: 2026-07-01, knownFrom: 2026-05-25, taxPercent: "17", creditLimit: "5"}
                        """);
        assertThat(run.err())
                .contains(
                        "$: two datedTerms from 2026-06-30T22:00:00Z, both known from 2026-05-24T22:00:00Z, say what taxPercent is; keep one of them, or write when the later was agreed");
    }

    /** What operators and readers check against knows every field, in documents and messages. */
    @ParameterizedTest
    @CsvSource({
        "document/contract.schema.json, properties",
        "document/master-data.schema.json, $defs/contractTerms/properties",
        "record/schema/contract-signed.json, $defs/contractTerms/properties",
        "record/schema/contract-amended.json, $defs/contractTerms/properties",
    })
    void everySchemaHasTheFieldsOfAnEntry(String file, String terms) throws IOException {
        JsonNode schema =
                new ObjectMapper().readTree(Path.of("src/main/resources/io/usance", file).toFile());
        assertThat(schema.at("/" + terms + "/datedTerms/items/$ref").asText())
                .isEqualTo("#/$defs/datedTerms");
        assertThat(schema.at("/$defs/datedTerms/properties").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(
                        Arrays.stream(DatedTerms.class.getRecordComponents())
                                .map(RecordComponent::getName)
                                .toList());
    }

    @Test
    void theStoredFormFitsItsSchema() throws IOException {
        String schema =
                Files.readString(
                        Path.of(
                                "src/main/resources/io/usance/record/schema/contract-amended.json"));
        String stored =
                Files.readString(
                        Path.of(
                                "../billing-core/src/test/resources/io/usance/engine/golden/ContractAmended-dated.json"));
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        var check = registry.getSchema(schema, InputFormat.JSON);
        assertThat(check.validate(stored, InputFormat.JSON)).isEmpty();
        assertThat(check.validate(stored.replace("selfBilling", "settlement"), InputFormat.JSON))
                .isNotEmpty();
    }

    private CliRun check(String more) throws IOException {
        Path file = directory.resolve("contract.yaml");
        Files.writeString(file, Files.readString(EXAMPLE) + more);
        return CliRun.of("contract", "check", file.toString());
    }
}
