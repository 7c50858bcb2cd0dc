package io.usance.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.anchor.Receipt;
import io.usance.batching.BatchArchive;
import io.usance.bundle.BundleIssuer;
import io.usance.engine.BillingEngine;
import io.usance.quantity.Dimension;
import io.usance.receipt.ReceiptFiles;
import io.usance.reconciliation.ReadModels.Settlement;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files a demo leaves: {@code settlements.json}, {@code batches/*.json}, {@code
 * receipts/*.json}, {@code report/}, {@code report-machine/}, {@code invoices/}, {@code
 * payments.xml}, and without a chain {@code log/} and {@code log.pub}.
 *
 * @param directory where they are
 */
record DemoFiles(Path directory) {
    private static final Pattern WRITTEN =
            Pattern.compile(
                    "settlements\\.json|log\\.pub|payments\\.xml|log(/(entries|checkpoints|lock))?"
                            + "|report(-machine)?(/[a-z_.-]+\\.(json|csv|xlsx|html|pdf))?|invoices(/[A-Za-z0-9._-]+\\.xml)?"
                            + "|(batches|receipts|bundles)(/[A-Za-z0-9._-]+\\.json)?");
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * Makes the directory ready.
     *
     * @throws IllegalArgumentException if it holds anything that no demo has written
     */
    static DemoFiles prepare(Path directory) throws IOException {
        if (Files.exists(directory)) {
            if (!Files.isDirectory(directory)) {
                throw new IllegalArgumentException("--out " + directory + " is not a directory");
            }
            clear(directory);
        }
        Files.createDirectories(directory.resolve("batches"));
        Files.createDirectories(directory.resolve("receipts"));
        Files.createDirectories(directory.resolve("bundles"));
        return new DemoFiles(directory);
    }

    /** Deletes what an earlier demo wrote, and nothing else. */
    private static void clear(Path directory) throws IOException {
        List<Path> ours;
        try (Stream<Path> tree = Files.walk(directory)) {
            ours =
                    tree.filter(path -> !path.equals(directory))
                            .sorted(Comparator.reverseOrder())
                            .toList();
        }
        for (Path path : ours) {
            if (!isOurs(directory.relativize(path))) {
                throw new IllegalArgumentException(
                        "--out "
                                + directory
                                + " holds "
                                + directory.relativize(path)
                                + ", which no demo has written; name another directory");
            }
        }
        for (Path path : ours) {
            Files.delete(path);
        }
    }

    private static boolean isOurs(Path path) {
        return WRITTEN.matcher(path.toString().replace('\\', '/')).matches();
    }

    Path receipts() {
        return directory.resolve("receipts");
    }

    Path bundles() {
        return directory.resolve("bundles");
    }

    /** The transparency log, if the demo has no chain. */
    Path log() {
        return directory.resolve("log");
    }

    /** The log's public key. */
    Path logKey() {
        return directory.resolve("log.pub");
    }

    /** One contract's last closed month, in all forms. */
    Path report() {
        return directory.resolve("report");
    }

    /** The machine's contract in the same month. */
    Path machineReport() {
        return directory.resolve("report-machine");
    }

    /** The invoices. */
    Path invoices() {
        return directory.resolve("invoices");
    }

    /** What the bank is to pay. */
    Path payments() {
        return directory.resolve("payments.xml");
    }

    Path batches() {
        return directory.resolve("batches");
    }

    Path settlements() {
        return directory.resolve("settlements.json");
    }

    /**
     * @param allBundles a bundle of each settlement; otherwise of each contract's last that rests
     *     on readings
     */
    void write(BillingEngine engine, boolean allBundles) throws IOException {
        List<Settlement> settlements = engine.internals().readModels().settlements();
        writeSettlements(settlements);
        Map<String, String> lastOfContract = new TreeMap<>();
        settlements.stream()
                .filter(settlement -> settlement.meterId() != null)
                .forEach(one -> lastOfContract.put(one.contractId(), one.settlementId()));
        Set<String> explained = Set.copyOf(lastOfContract.values());
        BundleIssuer issuer = new BundleIssuer(engine);
        BatchArchive archive = new BatchArchive(engine);
        for (long batchNo = 1; batchNo <= archive.confirmed(); batchNo++) {
            ReceiptFiles.writeDump(archive, batchNo, batches());
            ReceiptFiles.write(archive.receipts(batchNo), receipts());
            ReceiptFiles.writeBundles(
                    issuer, batchNo, id -> allBundles || explained.contains(id), bundles());
        }
    }

    /** The receipt of a settlement, as written. */
    Receipt receipt(String settlementId) throws IOException {
        return Receipt.read(
                Files.readAllBytes(receipts().resolve(ReceiptFiles.nameOf(settlementId))));
    }

    private void writeSettlements(List<Settlement> settlements) throws IOException {
        ArrayNode array = JSON.createArrayNode();
        for (Settlement settlement : settlements) {
            ObjectNode json = array.addObject();
            json.put("settlementId", settlement.settlementId());
            json.put("contractId", settlement.contractId());
            putMeter(json, settlement);
            int digits = Currency.getInstance(settlement.currency()).getDefaultFractionDigits();
            json.put(
                    "amount", BigDecimal.valueOf(settlement.amountMinor(), digits).toPlainString());
            json.put("currency", settlement.currency());
            json.put("payer", settlement.payer());
            json.put("payee", settlement.payee());
            json.put("batchNo", settlement.batchNo());
        }
        JSON.writeValue(settlements().toFile(), array);
    }

    private static void putMeter(ObjectNode json, Settlement settlement) {
        Dimension dimension = Dimension.valueOf(settlement.dimension());
        String quantity = BigDecimal.valueOf(settlement.quantityMilli(), 3).toPlainString();
        boolean silo = dimension == Dimension.MASS;
        json.put(silo ? "siloId" : "machineId", settlement.meterId());
        json.put("periodId", settlement.periodId());
        if (silo) {
            json.put("quantityKg", quantity);
        } else {
            json.put("quantity", quantity);
            json.put("unit", dimension.baseUnitCode());
        }
    }
}
