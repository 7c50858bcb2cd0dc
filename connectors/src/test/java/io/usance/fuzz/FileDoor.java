package io.usance.fuzz;

import io.usance.anchor.AnchorConfigurationException;
import io.usance.books.ChartOfAccounts;
import io.usance.books.DatevFile;
import io.usance.config.RunConfig;
import io.usance.contract.ContractTerms;
import io.usance.csv.RefusedFileException;
import io.usance.document.ContractDocument;
import io.usance.document.IndexValueRows;
import io.usance.document.MeterFile;
import io.usance.document.PriceDocument;
import io.usance.document.silo.SiloDocuments;
import io.usance.erp.BankStatementFile;
import io.usance.erp.DocumentRefusedException;
import io.usance.erp.GoodsMovementFile;
import io.usance.file.InvalidConfigException;
import io.usance.meter.silo.spec.SiloSpec;
import io.usance.offline.MeterRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;

/**
 * Files that people write or other programs hand over.
 *
 * @param refusals how its reader says no
 */
record FileDoor(
        String name,
        Grammar grammar,
        List<byte[]> seeds,
        long allocatedPerByteMax,
        List<Class<? extends Exception>> refusals,
        Reader reader)
        implements Door {

    /** Reads a file; what it returns tells one that is taken from others. */
    interface Reader {
        Object read(byte[] bytes) throws Exception;
    }

    private static final String KEY =
            "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
    private static final Path LEVELS = Inputs.directory();
    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "USANCE_DB_PASSWORD", "p",
                    "USANCE_ANCHOR_KEY", KEY,
                    "USANCE_KAFKA_JAAS", "Module required;",
                    "X", "x");

    @Override
    public Said accept(byte[] input) throws Exception {
        try {
            return new Said(Answer.TAKEN, String.valueOf(reader.read(input)));
        } catch (Exception e) {
            if (refusals.stream().noneMatch(type -> type.isInstance(e))) {
                throw e;
            }
            return Said.refused(e.getMessage());
        }
    }

    static List<Door> all() {
        List<Door> doors = new ArrayList<>(documents());
        doors.addAll(finance());
        doors.addAll(rows());
        return doors;
    }

    private static List<Door> documents() {
        byte[] contract = Inputs.file(Inputs.EXAMPLES.resolve("contract.yaml"));
        byte[] config = Inputs.file(Inputs.EXAMPLES.resolve("usance.yaml"));
        byte[] masterData = Inputs.file(Inputs.EXAMPLES.resolve("master-data.json"));
        return List.of(
                document(
                        "contract",
                        Grammar.YAML,
                        List.of(contract, Inputs.bytes(DocumentSeeds.CONTRACT)),
                        path -> {
                            ContractDocument document = ContractDocument.read(path);
                            document.explained();
                            return document.terms().hashCode() & 15;
                        }),
                document(
                        "price",
                        Grammar.YAML,
                        List.of(
                                Inputs.file(Inputs.EXAMPLES.resolve("price.yaml")),
                                Inputs.bytes(DocumentSeeds.PRICE),
                                Inputs.bytes(DocumentSeeds.PACKAGES)),
                        path ->
                                Prices.priced(
                                        PriceDocument.read(path, Currency.getInstance("EUR")))),
                document(
                        "configuration",
                        Grammar.YAML,
                        List.of(config, Inputs.bytes(DocumentSeeds.LOG_CONFIG)),
                        path -> {
                            Files.write(path.resolveSibling("master-data.json"), masterData);
                            return RunConfig.read(path, ENVIRONMENT).service().partitions();
                        }),
                document(
                        "master data",
                        Grammar.JSON,
                        List.of(masterData),
                        path -> {
                            Files.move(
                                    path,
                                    path.resolveSibling("master-data.json"),
                                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                            Files.write(path, config);
                            return RunConfig.read(path, ENVIRONMENT).masterData().meters().size();
                        }),
                document(
                        "silo",
                        Grammar.JSON,
                        DocumentSeeds.silos(),
                        path -> metered(MeterFile.read(path, new SiloDocuments()))));
    }

    /** What a day of levels comes to in a silo that was taken. */
    private static String metered(SiloSpec silo) {
        try {
            Path levels =
                    write(
                            LEVELS,
                            "levels.csv",
                            Inputs.bytes(FinanceSeeds.levels(silo.dimension())));
            return MeterRun.of(silo, levels, null, null, null).toString();
        } catch (RefusedFileException | IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static List<Door> finance() {
        ContractTerms terms = terms();
        Path directory = Inputs.directory();
        List<Class<? extends Exception>> refused = List.of(DocumentRefusedException.class);
        List<Class<? extends Exception>> argument = List.of(IllegalArgumentException.class);
        return List.of(
                new FileDoor(
                        "camt",
                        Grammar.XML,
                        FinanceSeeds.camt(),
                        512,
                        refused,
                        bytes -> BankStatementFile.read(bytes).size()),
                new FileDoor(
                        "goods movements, CSV",
                        Grammar.CSV,
                        FinanceSeeds.movementsCsv(),
                        1_024,
                        refused,
                        bytes ->
                                GoodsMovementFile.read(
                                                Files.write(directory.resolve("m.csv"), bytes),
                                                terms)
                                        .size()),
                new FileDoor(
                        "goods movements, JSON",
                        Grammar.JSON,
                        FinanceSeeds.movementsJson(),
                        512,
                        refused,
                        bytes ->
                                GoodsMovementFile.read(
                                                Files.write(directory.resolve("m.json"), bytes),
                                                terms)
                                        .size()),
                new FileDoor(
                        "chart of accounts",
                        Grammar.YAML,
                        FinanceSeeds.chart(),
                        512,
                        argument,
                        bytes -> ChartOfAccounts.read(bytes).bank().length()),
                new FileDoor(
                        "DATEV settings",
                        Grammar.YAML,
                        FinanceSeeds.datev(),
                        512,
                        argument,
                        bytes -> DatevFile.Settings.read(bytes).accounts().size()));
    }

    private static List<Door> rows() {
        Path directory = Inputs.directory();
        SiloSpec silo = silo();
        List<Class<? extends Exception>> refused =
                List.of(RefusedFileException.class, IllegalArgumentException.class);
        Path noReadings = write(directory, "readings.csv", FinanceSeeds.readings().getFirst());
        return List.of(
                new FileDoor(
                        "readings, CSV",
                        Grammar.CSV,
                        FinanceSeeds.readings(),
                        4_096,
                        refused,
                        bytes ->
                                MeterRun.of(
                                                silo,
                                                write(directory, "r.csv", bytes),
                                                null,
                                                Instant.parse("2026-03-01T00:00:00Z"),
                                                Instant.parse("2026-03-02T00:00:00Z"))
                                        .toString()),
                new FileDoor(
                        "deliveries, CSV",
                        Grammar.CSV,
                        FinanceSeeds.deliveries(),
                        4_096,
                        refused,
                        bytes ->
                                MeterRun.of(
                                                silo,
                                                noReadings,
                                                write(directory, "d.csv", bytes),
                                                null,
                                                null)
                                        .toString()),
                new FileDoor(
                        "index values, CSV",
                        Grammar.CSV,
                        FinanceSeeds.indexValues(),
                        1_024,
                        refused,
                        bytes -> {
                            List<String> problems = new ArrayList<>();
                            return IndexValueRows.read(
                                                    write(directory, "i.csv", bytes), problems::add)
                                            .size()
                                    + String.join(" ", problems);
                        }));
    }

    /** Reads a path, and may put other files beside it. */
    private interface PathReader {
        Object read(Path path) throws Exception;
    }

    private static Door document(
            String name, Grammar grammar, List<byte[]> seeds, PathReader reader) {
        Path path = Inputs.directory().resolve("file.yaml");
        return new FileDoor(
                name,
                grammar,
                seeds,
                1_024,
                List.of(InvalidConfigException.class, AnchorConfigurationException.class),
                bytes -> reader.read(Files.write(path, bytes)));
    }

    private static Path write(Path directory, String name, byte[] bytes) {
        try {
            return Files.write(directory.resolve(name), bytes);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ContractTerms terms() {
        try {
            return ContractDocument.read(Inputs.EXAMPLES.resolve("contract.yaml")).terms();
        } catch (InvalidConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SiloSpec silo() {
        Path file = write(Inputs.directory(), "silo.json", DocumentSeeds.silos().getFirst());
        try {
            return MeterFile.read(file, new SiloDocuments());
        } catch (InvalidConfigException e) {
            throw new IllegalStateException(
                    new String(DocumentSeeds.silos().getFirst(), StandardCharsets.UTF_8), e);
        }
    }
}
