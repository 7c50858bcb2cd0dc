package io.usance.document;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.usance.contract.ContractConflictException;
import io.usance.contract.ContractTerms;
import io.usance.engine.BillingEngine;
import io.usance.engine.MeterQuantityException;
import io.usance.engine.UnknownMeterException;
import io.usance.failure.InvalidInputException;
import io.usance.file.DocumentLimits;
import io.usance.file.Reasons;
import io.usance.file.Unparsable;
import io.usance.json.Json;
import io.usance.metering.MeterConflictException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The meters and contracts to bill, as the operator's file has them; described by {@code
 * master-data.schema.json}.
 *
 * <p>Setting them up again changes nothing. A meter or contract that is known with other values is
 * a conflict: amending is a decision of the two companies, not of a file.
 *
 * @param meters with distinct ids
 * @param contracts with distinct ids
 */
public record MasterData(List<WrittenMeter<?>> meters, List<ContractDocument> contracts) {
    /** No meter and no contract. */
    public static final MasterData NONE = new MasterData(List.of(), List.of());

    private static final String CONTRACTS = "contracts";

    /** Longest file, in bytes. */
    static final int FILE_BYTES_MAX = 64 << 20;

    /** Longest text of which all places are held, in bytes. */
    private static final int PLACED_BYTES_MAX = 4 << 20;

    private static final ObjectMapper JSON =
            Json.mapper()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    // A number that is not written as text stays exact.
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

    static {
        JSON.getFactory()
                .setStreamReadConstraints(DocumentLimits.constraints())
                .configure(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION.mappedFeature(), false);
    }

    public MasterData {
        meters = List.copyOf(meters);
        contracts = List.copyOf(contracts);
    }

    /** The documents of one section, as they are written. */
    public <D> List<D> documents(MeterSection<D> section) {
        return meters.stream()
                .filter(meter -> meter.section().name().equals(section.name()))
                .map(meter -> section.type().cast(meter.document()))
                .toList();
    }

    /**
     * Reads a file. If there are problems, what is returned is incomplete.
     *
     * @param sections of the kinds of meters that it may have
     * @param problem takes each problem: the file, the JSON path, what is wrong
     */
    public static MasterData read(
            Path file, List<MeterSection<?>> sections, Consumer<String> problem) {
        Optional<ReadDocument> document = tree(file, problem);
        if (document.isEmpty()) {
            return NONE;
        }
        MasterData read = read(document.get(), sections);
        document.get().problems().forEach(problem);
        return read;
    }

    private static MasterData read(ReadDocument document, List<MeterSection<?>> sections) {
        RecordForm form = form(document);
        List<String> fields =
                Stream.concat(sections.stream().map(MeterSection::name), Stream.of(CONTRACTS))
                        .toList();
        JsonNode tree = document.tree();
        if (!form.hasFields(tree, fields, CONTRACTS, "$")) {
            return NONE;
        }
        List<WrittenMeter<?>> meters = new ArrayList<>();
        sections.forEach(section -> meters.addAll(written(form, tree, section)));
        List<ContractDocument> contracts =
                form.list(tree.get(CONTRACTS), ContractDocument.class, "$." + CONTRACTS);
        if (!form.isRight()) {
            return NONE;
        }
        MasterData read = new MasterData(meters, contracts);
        MasterDataRules.check(read, document::report);
        return read;
    }

    private static <D> List<WrittenMeter<D>> written(
            RecordForm form, JsonNode tree, MeterSection<D> section) {
        JsonNode list = tree.get(section.name());
        return list == null || list.isNull()
                ? List.of()
                : form.list(list, section.type(), "$." + section.name()).stream()
                        .map(document -> new WrittenMeter<>(section, document))
                        .toList();
    }

    static RecordForm form(ReadDocument document) {
        return new RecordForm(JSON, document::report);
    }

    /** A file's JSON; empty if a problem with the whole of it has been reported. */
    static Optional<ReadDocument> tree(Path file, Consumer<String> report) {
        Consumer<String> problem = one -> report.accept(Shown.line(one));
        byte[] text = {};
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                problem.accept(
                        "file "
                                + file
                                + " has "
                                + Files.size(file)
                                + " bytes, at most "
                                + FILE_BYTES_MAX);
                return Optional.empty();
            }
            byte[] read = Files.readAllBytes(file);
            text = read;
            JsonNode tree = JSON.readTree(read);
            if (tree.isMissingNode()) {
                problem.accept("file " + file + " is empty");
                return Optional.empty();
            }
            return Optional.of(
                    new ReadDocument(
                            String.valueOf(file.getFileName()),
                            tree,
                            problems -> places(read, problems)));
        } catch (NoSuchFileException e) {
            problem.accept("file " + file + " does not exist");
            return Optional.empty();
        } catch (JsonProcessingException e) {
            List<String> twice = namesTwice(text);
            if (twice.isEmpty()) {
                problem.accept("file " + file + ": " + Unparsable.reason(e));
            }
            twice.forEach(one -> problem.accept(file.getFileName() + " " + one));
            return Optional.empty();
        } catch (NumberFormatException e) {
            problem.accept("file " + file + ": " + Unparsable.NUMBER);
            return Optional.empty();
        } catch (IOException e) {
            problem.accept("file " + file + " cannot be read: " + Reasons.of(e));
            return Optional.empty();
        }
    }

    /** Names that are there twice; of a long text, whose places would fill the memory, none. */
    private static List<String> namesTwice(byte[] text) {
        List<String> twice = new ArrayList<>();
        if (text.length <= PLACED_BYTES_MAX) {
            try (JsonParser parser = JSON.createParser(text)) {
                SourcePlaces.all(parser, new SourcePlaces.Utf8Marks(text))
                        .forEachTwice((place, problem) -> twice.add(place + " " + problem));
            } catch (IOException e) {
                return List.of(); // It has no end, or is no JSON.
            }
        }
        return twice;
    }

    private static SourcePlaces places(byte[] text, List<String> problems) {
        try (JsonParser parser = JSON.createParser(text)) {
            return SourcePlaces.of(parser, new SourcePlaces.Utf8Marks(text), problems);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // It has been read before.
        }
    }

    /**
     * Meters of its contracts that are not in it, one line each: they have to be registered already
     * when the contract is signed.
     */
    public List<String> elsewhere() {
        Set<String> here = new HashSet<>();
        meters.forEach(meter -> here.add(meter.meterId()));
        List<String> elsewhere = new ArrayList<>();
        for (ContractDocument contract : contracts) {
            for (String meterId : contract.meterIds()) {
                if (!here.contains(meterId)) {
                    elsewhere.add(
                            "contract %s: meter %s is not in the file; signing needs it registered before"
                                    .formatted(contract.contractId(), meterId));
                }
            }
        }
        return elsewhere;
    }

    /**
     * Makes all meters and contracts known.
     *
     * @return what is in conflict with what is known already, or with itself, each one line; what
     *     is not is set up
     * @throws io.usance.store.StoreUnavailableException if the database is unavailable; retry
     */
    public List<String> setUp(BillingEngine engine, Instant at) {
        List<String> conflicts = new ArrayList<>();
        for (WrittenMeter<?> meter : meters) {
            collect(conflicts, () -> engine.handle(meter.registration(at)));
        }
        for (ContractDocument contract : contracts) {
            collect(conflicts, () -> sign(engine, contract.terms(), at));
        }
        return conflicts;
    }

    /** The file may hold an older version of the terms than was agreed since. */
    private static void sign(BillingEngine engine, ContractTerms terms, Instant at) {
        ContractTerms known = engine.contractTerms(terms.contractId());
        if (known == null || known.version() <= terms.version()) {
            engine.signContract(terms, at);
        }
    }

    private static void collect(List<String> conflicts, Runnable step) {
        try {
            step.run();
        } catch (MeterConflictException
                | MeterQuantityException
                | ContractConflictException
                | UnknownMeterException
                | InvalidInputException e) {
            conflicts.add(Reasons.of(e));
        }
    }
}
