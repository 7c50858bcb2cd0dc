package io.usance.cli.finance;

import static org.assertj.core.api.Assertions.assertThat;

import io.usance.cli.CliRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an invoice will need is asked for when the contract is checked. */
class InvoicingRulesTest {
    private static final Path EXAMPLE = Path.of("src", "dist", "example", "contract.yaml");

    @TempDir private Path directory;

    @SuppressWarnings("NullAway.Init") // JUnit gives it one
    InvoicingRulesTest() {}

    @Test
    void theExampleCanBeInvoiced() {
        assertThat(CliRun.of("contract", "check", EXAMPLE.toString()).exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vatCategory: STANDARD|vatCategory: REDUCED|$.selfBilling.vatCategory",
                "  vatCategory: STANDARD\\n||$.selfBilling.vatCategory: is missing",
                "vatCategory: STANDARD|vatCategory: EXPORT|EXPORT goes with a taxPercent of 0, not with 19",
                "taxPercent: \"19\"|taxPercent: \"0\"|STANDARD goes with a taxPercent above 0, not with 0",
                "  buyerReference: PO-4711\\n||$.selfBilling.buyerReference: is missing",
                "\"4012345000009\"|\"4012345000008\"|$.selfBilling.supplier.endpointId: 4012345000008 has a wrong check digit",
                "\"4098765000003\"|\"409876500000\"|is no GLN: 13 digits",
                "endpointScheme: \"0088\"|endpointScheme: GLN|$.selfBilling.supplier.endpointScheme: is GLN",
                "DE89370400440532013000|DE88370400440532013000|$.selfBilling.supplier.iban: DE88370400440532013000 has a wrong check digit",
                "DE89370400440532013000|DE8937040044053201300|has 21 characters; an IBAN of DE has 22",
                "country: DE|country: XX|$.selfBilling.supplier.country: is XX",
                "    vatId: DE123456788\\n||$.selfBilling.supplier.vatId: is missing; STANDARD needs it",
                "    street: Werkstrasse 1\\n||$.selfBilling.supplier.street: is missing",
                "currency: EUR|currency: KWD|KWD has 3 decimals; an invoice by EN 16931 has at most 2",
                "paymentTolerance: \"0.05\"|paymentTolerance: \"-1\"|$.selfBilling.paymentTolerance: is -1, below 0",
                "paymentDays: 14|paymentDays: 1400|is 1400, not within 0 to 365",
            })
    void whatIsMissingOrWrongIsSaidWithItsPlace(
            String text, @Nullable String replacement, String error) throws IOException {
        String example = Files.readString(EXAMPLE);
        String from = text.replace("\\n", "\n");
        assertThat(example).contains(from.strip());
        String broken =
                example.replaceFirst(
                        "(?m)" + java.util.regex.Pattern.quote(from.strip()),
                        replacement == null ? "" : replacement);
        Path file = Files.writeString(directory.resolve("contract.yaml"), broken);
        CliRun run = CliRun.of("contract", "check", file.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(error);
    }
}
