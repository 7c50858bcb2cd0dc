package io.usance.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.file.InvalidConfigException;
import io.usance.json.Json;
import io.usance.pricing.Tariff;
import io.usance.pricing.TariffVersion;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A price as a file has it, JSON or YAML: a bare tariff, or a tariff or its versions with currency
 * and rounding; described by {@code price.schema.json}.
 *
 * @param currency with a minor unit
 * @param rounding HALF_UP or HALF_EVEN; null means HALF_UP
 * @param tariff the only one; null if there are versions
 * @param versions null if there is only one tariff
 */
public record PriceDocument(
        Currency currency,
        @Nullable RoundingMode rounding,
        @Nullable Tariff tariff,
        @Nullable List<TariffVersion> versions) {

    private static final ObjectMapper JSON = Json.mapper();

    public PriceDocument {
        versions = versions == null ? null : List.copyOf(versions);
        if (currency.getDefaultFractionDigits() < 0) {
            throw new FieldProblem(
                    "currency", "is " + currency + ", which has no minor unit to round to");
        }
        if (rounding != null
                && rounding != RoundingMode.HALF_UP
                && rounding != RoundingMode.HALF_EVEN) {
            throw new FieldProblem("rounding", "is " + rounding + ", not HALF_UP or HALF_EVEN");
        }
        if (tariff == null && versions == null) {
            throw new FieldProblem(
                    "tariff", "is missing; write the price there, or its versions in versions");
        }
        if (tariff != null && versions != null) {
            throw new FieldProblem(
                    "tariff",
                    "is there beside versions; keep one of them: tariff for a single price, versions for a history of it");
        }
        int count = versions == null ? 1 : versions.size();
        if (count < 1 || count > TariffVersion.VERSIONS_MAX) {
            throw new FieldProblem(
                    "versions",
                    "a price has 1 to " + TariffVersion.VERSIONS_MAX + " versions, not " + count);
        }
    }

    /**
     * Reads a file.
     *
     * @param ifNone currency of a bare tariff
     * @throws InvalidConfigException with every problem: file, path, reason
     */
    public static PriceDocument read(Path file, Currency ifNone) throws InvalidConfigException {
        ReadDocument document = DocumentFile.read(file, "an object with a tariff");
        JsonNode tree = document.tree();
        RecordForm form = new RecordForm(JSON, document::report);
        Optional<PriceDocument> read =
                tree.has("type")
                        ? form.read(tree, Tariff.class, "$")
                                .map(tariff -> new PriceDocument(ifNone, null, tariff, null))
                        : form.read(tree, PriceDocument.class, "$");
        if (read.isEmpty() || !document.isRight()) {
            throw new InvalidConfigException(document.problems());
        }
        return read.get();
    }

    /** HALF_UP unless the document says otherwise. */
    public RoundingMode roundingOrDefault() {
        return rounding == null ? RoundingMode.HALF_UP : rounding;
    }

    /**
     * The tariff that prices a period that begins at {@code at}, as known at {@code knownAt}.
     *
     * @return empty if none does
     */
    public Optional<Tariff> tariffAt(Instant at, Instant knownAt) {
        return versions == null
                ? Optional.ofNullable(tariff)
                : TariffVersion.find(versions, at, knownAt).map(TariffVersion::tariff);
    }
}
