package io.usance.cli.finance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.batching.ReportAnchoring;
import io.usance.cli.CliRun;
import io.usance.cli.CliSite;
import io.usance.finance.FinanceEvent.ReportAnchored;
import io.usance.year.PlantMonth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A month through the finance commands, and what they refuse. */
@Tag("slow")
class FinanceCommandsTest {
    private static final List<String> OF = List.of("--contract", "c-1", "--period", "2025-01");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path directory;
    private PlantMonth plant;
    private CliSite site;

    @SuppressWarnings("NullAway.Init") // set up before each test
    FinanceCommandsTest() {}

    @BeforeEach
    void aMonth() throws IOException {
        plant = new PlantMonth();
        plant.read(0, 33 * 24);
        CliRun key =
                CliRun.of(
                        "log",
                        "key",
                        "--origin",
                        "finance.example/log",
                        "--out",
                        directory.resolve("log.key").toString());
        assertThat(key.err()).isEmpty();
        site =
                CliSite.on(
                        directory,
                        plant.database,
                        """
                        anchor: {kind: log, directory: anchor-log, origin: finance.example/log, key: "${file:%s}"}
                        """
                                .formatted(path("log.key")));
    }

    @AfterEach
    void close() {
        plant.close();
    }

    private CliRun run(List<String> options, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(options);
        return site.run(all.toArray(String[]::new));
    }

    private String good(List<String> options, String... command) {
        CliRun run = run(options, command);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        return run.out();
    }

    private void refused(String error, List<String> options, String... command) {
        CliRun run = run(options, command);
        assertThat(run.err()).contains(error);
        assertThat(run.exitCode()).isEqualTo(1);
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    @Test
    void aMonthIsInvoicedPaidPostedReportedAndSigned() throws IOException {
        assertThat(good(OF, "invoice", "--out", path("docs"), "--date", "2025-02-03"))
                .contains("invoice c-1-0001, net 36135.49 EUR, tax 6865.74 EUR");
        byte[] document = Files.readAllBytes(directory.resolve("docs/c-1-0001.xml"));
        assertThat(good(OF, "invoice", "--out", path("docs"))).contains("nothing new to invoice");
        assertThat(directory.resolve("docs/c-1-0001.xml")).hasBinaryContent(document);

        List<String> day = List.of("--execute-on", "2025-02-04");
        assertThat(good(day, "payments", "order", "--out", path("pay.xml")))
                .contains("order 1: 1 payments");
        assertThat(good(day, "payments", "order", "--out", path("none.xml")))
                .contains("nothing to pay");
        byte[] pain = Files.readAllBytes(directory.resolve("pay.xml"));
        good(day, "payments", "order", "--again", "1", "--out", path("again.xml"));
        assertThat(directory.resolve("again.xml")).hasBinaryContent(pain);
        Files.writeString(directory.resolve("camt.xml"), camt(new String(pain)));
        assertThat(good(List.of(), "payments", "read", path("camt.xml")))
                .contains("1 entries, 1 MATCHED");
        assertThat(good(List.of(), "payments", "read", path("camt.xml")))
                .contains("was read before; nothing was changed");

        posting();
        plant.engine.catchUp();
        signed();
    }

    /** What the bank would say of the only payment. */
    private static String camt(String pain) {
        Matcher id = Pattern.compile("<EndToEndId>([^<]+)").matcher(pain);
        Matcher amount = Pattern.compile("<InstdAmt Ccy=\"EUR\">([^<]+)").matcher(pain);
        assertThat(id.find() && amount.find()).isTrue();
        return """
        <Document><BkToCstmrStmt><Stmt><Id>7</Id><Acct><Id><IBAN>DE02120300000000202051</IBAN></Id></Acct>
        <Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2025-02-04</Dt></BookgDt>
        <NtryDtls><TxDtls><Refs><EndToEndId>%s</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
        </Stmt></BkToCstmrStmt></Document>
        """
                .formatted(amount.group(1), id.group(1));
    }

    private void posting() throws IOException {
        Files.writeString(
                directory.resolve("erp.yaml"),
                "{material: '4711', plant: '1000', storageLocation: '0001', supplier: '100023', costCenter: '4300'}");
        good(OF, "erp", "posting", "--master-data", path("erp.yaml"), "--out", path("p.json"));
        JsonNode posting = JSON.readTree(Files.readString(directory.resolve("p.json")));
        JsonNode item = posting.at("/to_MaterialDocumentItem/results/0");
        assertThat(posting.path("PostingDate").asText()).isEqualTo("/Date(1738281600000)/");
        assertThat(item.path("GoodsMovementType").asText()).isEqualTo("201");
        assertThat(item.path("InventorySpecialStockType").asText()).isEqualTo("K");
        good(
                OF,
                "erp",
                "posting",
                "--reversal",
                "--master-data",
                path("erp.yaml"),
                "--out",
                path("r.json"));
        assertThat(Files.readString(directory.resolve("r.json")))
                .contains(
                        "\"GoodsMovementType\" : \"202\"",
                        item.path("QuantityInEntryUnit").asText());
        Files.writeString(
                directory.resolve("posted.csv"),
                "document_id,posted_on,movement_type,silo_id,period,quantity,unit\n"
                        + "4900000001/2025/1,2025-01-31,201,silo-1,2025-01,%s,kg\n"
                                .formatted(item.path("QuantityInEntryUnit").asText()));
        List<String> contract = List.of("--contract", "c-1");
        assertThat(good(contract, "erp", "read", path("posted.csv")))
                .contains("1 of 1 movements are new");
        assertThat(good(contract, "erp", "read", path("posted.csv")))
                .contains("all 1 movements are known");
        Files.writeString(
                directory.resolve("bad.csv"),
                "document_id,posted_on,movement_type,silo_id,period,quantity,unit\n"
                        + "1,2025-01-31,201,silo-9,2025-01,1,kg\n2,2025-02-31,201,silo-1,2025-01,1,kg\n"
                        + "3,2025-01-31,101,silo-1,2025-01,1,kg\n4,2025-01-31,201,silo-1,2025-01,1,m3\n");
        CliRun bad = run(contract, "erp", "read", path("bad.csv"));
        assertThat(bad.exitCode()).isEqualTo(1);
        assertThat(bad.err())
                .contains("has 4 lines that cannot be taken, so nothing was")
                .contains("line 2: silo silo-9 is not of contract c-1")
                .contains("line 3:")
                .contains("line 4: movement type 101")
                .contains("line 5: m3 is a unit of VOLUME, not of MASS; write one of g kg t dt");
    }

    private void signed() {
        String said = good(OF, "report", "--out", path("report"));
        assertThat(said).contains("version 1", "6 of 6 control totals hold");
        Matcher hash = Pattern.compile("SHA-256 ([0-9a-f]{64})").matcher(said);
        assertThat(hash.find()).isTrue();
        String sha256 = hash.group(1);
        refused("is not reviewed", OF, "report", "--sign", sha256, "--by", "Grace");
        refused("--by is missing", OF, "report", "--review", sha256);
        good(OF, "report", "--review", sha256, "--by", "Ada");
        refused("another person has to sign", OF, "report", "--sign", sha256, "--by", "Ada");
        String root = ReportAnchoring.root(sha256).toString();
        assertThat(good(OF, "report", "--sign", sha256, "--by", "Grace"))
                .contains(
                        "signature 1",
                        "root " + root + " anchored: log finance.example/log, entry 0 of 1");
        // Again: the same signature and the same place.
        assertThat(good(OF, "report", "--sign", sha256, "--by", "Grace"))
                .contains("signature 1", "entry 0 of 1");
        assertThat(plant.engine.finance().reports().history("c-1", PlantMonth.JANUARY).anchored())
                .isNotNull()
                .extracting(ReportAnchored::root)
                .isEqualTo(root);
        assertThat(good(OF, "report", "--out", path("report"))).contains("version 1, as before");
    }

    @Test
    void whatIsOpenForeignOrUnknownIsRefusedPlainly() throws IOException {
        List<String> february = List.of("--contract", "c-1", "--period", "2025-02");
        refused("is still open", february, "report", "--out", path("x"));
        assertThat(good(february, "report", "--preliminary", "--out", path("x")))
                .contains("preliminary");
        refused("is still open", february, "invoice", "--out", path("x"));
        refused(
                "--period is '2025-1', not the beginning of one MONTH",
                List.of("--contract", "c-1", "--period", "2025-1"),
                "report",
                "--out",
                path("x"));
        refused(
                "contract unknown is not signed",
                List.of("--contract", "unknown", "--period", "2025-01"),
                "report",
                "--out",
                path("x"));
        Files.writeString(
                directory.resolve("theirs.xml"),
                camt("<EndToEndId>X<InstdAmt Ccy=\"EUR\">1.00")
                        .replace("DE02120300000000202051", "DE89370400440532013000"));
        refused(
                "is of account DE89370400440532013000",
                List.of(),
                "payments",
                "read",
                path("theirs.xml"));
    }
}
