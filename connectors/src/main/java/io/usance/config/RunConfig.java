package io.usance.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.batching.BatchSealer;
import io.usance.document.MasterData;
import io.usance.document.kinds.StandardDocuments;
import io.usance.engine.Migrations;
import io.usance.file.DocumentLimits;
import io.usance.file.InvalidConfigException;
import io.usance.file.Reasons;
import io.usance.file.Unparsable;
import io.usance.kafka.Topics;
import io.usance.store.SchemaName;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Everything {@code usance run} needs to know, read from one YAML or JSON file.
 *
 * <p>Any value may be, or contain, {@code ${env:NAME}} or {@code ${file:PATH}}. Secrets must be one
 * of them. Relative paths start at the directory of the file.
 *
 * @param service how the roles run; its Kafka settings may hold secrets
 * @param database where everything is stored
 * @param anchor where batches go; empty: they are sealed and wait
 * @param masterData silos and contracts to set up at start
 * @param http where it can be watched; empty: nothing listens
 * @param log how the log is written
 */
public record RunConfig(
        ServiceSettings service,
        Database database,
        Optional<AnchorSettings> anchor,
        MasterData masterData,
        Optional<WatchSettings> http,
        LogSettings log) {
    /** Longest configuration file, in bytes. */
    static final int FILE_BYTES_MAX = DocumentLimits.YAML_BYTES_MAX;

    private static final ObjectMapper YAML = DocumentLimits.mapper();

    /**
     * A Postgres database.
     *
     * @param url {@code jdbc:postgresql://…}, without a password
     * @param password null if the server asks for none
     * @param connections most connections of this instance
     * @param cachedMax silos and contracts it keeps in memory
     * @param schema where its tables are; null for the engine's own rule
     * @param migrations how they come up to date
     */
    public record Database(
            String url,
            String user,
            @Nullable Secret password,
            int connections,
            int cachedMax,
            @Nullable String schema,
            Migrations migrations) {
        /**
         * One per role, a second one for the intake and for the read models, one for each of three
         * leases, one for who watches.
         */
        static final int CONNECTIONS_MIN = 15;
    }

    /**
     * Reads and checks a configuration; nothing is started and no connection is made.
     *
     * @param environment for {@code ${env:NAME}}
     * @throws InvalidConfigException with the complete list of what is wrong
     */
    public static RunConfig read(Path file, Map<String, String> environment)
            throws InvalidConfigException {
        List<String> problems = new ArrayList<>();
        Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
        Section root = Section.root(tree(file), new References(environment, directory), problems);
        Properties kafkaProperties =
                KafkaSettings.read(root.orEmpty("kafka").orEmpty("properties"));
        ServiceSettings service = service(root, kafkaProperties);
        Database database = database(root.orEmpty("postgres"));
        Optional<AnchorSettings> anchor =
                root.optional("anchor")
                        .flatMap(section ->
                                Optional.ofNullable(AnchorSection.read(section, directory)))
                        .filter(settings -> problems.isEmpty());
        String masterDataFile = root.text("masterData", null);
        MasterData masterData =
                masterDataFile.isEmpty()
                        ? MasterData.NONE
                        : masterData(directory, masterDataFile, problems);
        Optional<WatchSettings> http = WatchSections.http(root);
        LogSettings log = WatchSections.log(root);
        root.refuseOthers();
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems.stream().distinct().toList());
        }
        return new RunConfig(service, database, anchor, masterData, http, log);
    }

    private static MasterData masterData(Path directory, String name, List<String> problems) {
        try {
            return MasterData.read(
                    directory.resolve(name),
                    StandardDocuments.all(),
                    problem -> problems.add("masterData: " + problem));
        } catch (InvalidPathException e) {
            problems.add("masterData: is no path: " + e.getReason());
            return MasterData.NONE;
        }
    }

    private static JsonNode tree(Path file) throws InvalidConfigException {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new InvalidConfigException(
                        List.of(
                                file
                                        + ": has "
                                        + Files.size(file)
                                        + " bytes, at most "
                                        + FILE_BYTES_MAX));
            }
            JsonNode tree = YAML.readTree(Files.readAllBytes(file));
            if (tree == null || !tree.isObject()) {
                throw new InvalidConfigException(List.of(file + ": holds no settings"));
            }
            return tree;
        } catch (NoSuchFileException e) {
            throw new InvalidConfigException(List.of(file + ": does not exist"));
        } catch (JsonProcessingException e) {
            throw new InvalidConfigException(List.of(file + ": " + Unparsable.reason(e)));
        } catch (IOException e) {
            throw new InvalidConfigException(List.of(file + ": cannot be read: " + Reasons.of(e)));
        }
    }

    private static ServiceSettings service(Section root, Properties kafkaProperties) {
        Section kafka = root.orEmpty("kafka");
        kafka.orEmpty("properties");
        Section batch = root.orEmpty("batch");
        Section outage = root.orEmpty("outage");
        Section anchor = root.orEmpty("anchor");
        ServiceSettings settings =
                new ServiceSettings(
                        kafkaProperties,
                        Topics.withPrefix(topicPrefix(kafka)),
                        kafka.integer("partitions", 1, 10_000, 4),
                        (short) kafka.integer("replication", -1, 100, -1),
                        batch.integer("count", 1, BatchSealer.COUNT_LIMIT, 1_000),
                        batch.duration(
                                "age",
                                Duration.ofMillis(100),
                                Duration.ofDays(7),
                                Duration.ofMinutes(1)),
                        batchAmount(batch),
                        AnchorSection.isLog(anchor) ? 1 : anchor.integer("depth", 1, 100_000, 12),
                        root.duration(
                                "closeSilentAfter",
                                Duration.ofHours(1),
                                Duration.ofDays(366),
                                Duration.ofDays(3)),
                        outage.integer("attemptsMax", 1, 1_000_000, 120),
                        outage.duration(
                                "pauseMax",
                                Duration.ofMillis(200),
                                Duration.ofHours(1),
                                Duration.ofSeconds(30)));
        if (settings.replication() == 0) {
            kafka.problem("replication", "is 0, not -1 (the broker's default) or 1 to 100");
        }
        kafka.refuseOthers();
        batch.refuseOthers();
        outage.refuseOthers();
        return settings;
    }

    private static @Nullable BigDecimal batchAmount(Section batch) {
        String amount = batch.text("amount", "");
        if (amount.isEmpty()) {
            return null;
        }
        if (!amount.matches("[0-9]{1,15}(\\.[0-9]{1,6})?")
                || new BigDecimal(amount).signum() == 0) {
            batch.problem("amount", "is " + amount + ", not an amount above 0 such as \"10000\"");
            return null;
        }
        return new BigDecimal(amount);
    }

    private static String topicPrefix(Section kafka) {
        String prefix = kafka.text("topicPrefix", "");
        if (!prefix.matches("[A-Za-z0-9._-]{0,100}")) {
            kafka.problem("topicPrefix", "is " + prefix + ", not up to 100 of A-Z a-z 0-9 . _ -");
            return "";
        }
        return prefix;
    }

    private static @Nullable String schema(Section postgres) {
        String schema = postgres.text("schema", "");
        SchemaName.problem(schema)
                .filter(problem -> postgres.has("schema"))
                .ifPresent(problem -> postgres.problem("schema", problem));
        return schema.isEmpty() ? null : schema;
    }

    private static Migrations migrations(Section postgres) {
        String mode = postgres.text("migrations", "apply");
        if (!mode.equals("apply") && !mode.equals("validate")) {
            postgres.problem("migrations", "is %s, not one of apply, validate".formatted(mode));
        }
        return mode.equals("validate") ? Migrations.VALIDATE : Migrations.APPLY;
    }

    private static Database database(Section postgres) {
        String url = postgres.text("url", null);
        if (!url.isEmpty() && !url.startsWith("jdbc:postgresql:")) {
            postgres.problem("url", "does not start with jdbc:postgresql:");
        } else if (url.toLowerCase(java.util.Locale.ROOT).contains("password=")
                || url.matches("jdbc:postgresql://[^/]*@.*")) {
            postgres.problem(
                    "url", "holds a password or user; set postgres.user and postgres.password");
        }
        Database database =
                new Database(
                        url,
                        postgres.text("user", null),
                        postgres.secret("password"),
                        postgres.integer("connections", Database.CONNECTIONS_MIN, 500, 16),
                        postgres.integer("cachedMax", 1_000, 100_000_000, 50_000),
                        schema(postgres),
                        migrations(postgres));
        postgres.refuseOthers();
        return database;
    }
}
