package io.usance.anchor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.usance.anchor.Verification.Step;
import io.usance.contract.ContractEvent.SettlementPurpose;
import io.usance.money.Money;
import io.usance.money.Share;
import io.usance.pricing.RatingLine;
import io.usance.quantity.Dimension;
import io.usance.quantity.Quantity;
import io.usance.quantity.UnitOfMeasure;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes the steps SIZE, JSON, FIELDS and FORM: bytes to a receipt, or the first fault. */
final class ReceiptReader {
    private static final int DEPTH_MAX = 8;
    private static final int NAME_CHARS_MAX = 64;
    private static final int NUMBER_CHARS_MAX = 32;
    private static final int SHOWN_CHARS = 40;
    private static final Pattern QUANTITY = Pattern.compile("-?(0|[1-9][0-9]{0,14})\\.[0-9]{3}");

    private static final ObjectMapper JSON =
            new ObjectMapper(factory())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private ReceiptReader() {}

    private static JsonFactory factory() {
        return new JsonFactoryBuilder()
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(DEPTH_MAX)
                                .maxNameLength(NAME_CHARS_MAX)
                                .maxNumberLength(NUMBER_CHARS_MAX)
                                .maxStringLength(Receipt.BYTES_MAX)
                                .build())
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
    }

    static Receipt read(byte[] file) {
        Receipt receipt = receipt(tree(file));
        requireCanonical(file, ReceiptTree.of(receipt));
        return receipt;
    }

    /** Takes the steps SIZE and JSON. */
    static JsonNode tree(byte[] file) {
        if (file.length > Receipt.BYTES_MAX) {
            throw new InvalidReceiptException(
                    Step.SIZE,
                    "$",
                    "the file has " + file.length + " bytes, at most " + Receipt.BYTES_MAX);
        }
        return json(text(file));
    }

    private static String text(byte[] file) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(file);
        CharBuffer out = CharBuffer.allocate(file.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw new InvalidReceiptException(
                    Step.JSON, "$", "byte " + in.position() + " is not UTF-8");
        }
        return out.flip().toString();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            String reason = e.getOriginalMessage().lines().findFirst().orElse("not JSON");
            throw new InvalidReceiptException(
                    Step.JSON,
                    "$",
                    e.getLocation() == null
                            ? reason
                            : "line %d, column %d: %s"
                                    .formatted(
                                            e.getLocation().getLineNr(),
                                            e.getLocation().getColumnNr(),
                                            reason));
        }
    }

    private static Receipt receipt(JsonNode json) {
        JsonFields root =
                new JsonFields(
                        json,
                        "$",
                        List.of(
                                "format",
                                "settlement",
                                "evidence",
                                "leaf",
                                "proof",
                                "batch",
                                "anchor",
                                "digest"));
        root.constant("format", Receipt.FORMAT);
        JsonFields leaf = root.object("leaf", "evidenceHash", "quantitySalt", "salt", "hash");
        SettlementLeaf settlement = settlement(root, leaf);
        JsonFields proof = root.object("proof", "treeIndex", "hashes");
        return new Receipt(
                settlement,
                leaf.hash("evidenceHash"),
                leaf.hash("hash"),
                proof.integer("treeIndex", 0),
                proof.hashes("hashes"),
                batch(root.object("batch", "batchNo", "root", "count", "treeFormat")),
                place(root),
                root.hash("digest"));
    }

    private static SettlementLeaf settlement(JsonFields root, JsonFields leaf) {
        JsonFields settlement =
                root.object(
                        "settlement",
                        "settlementId",
                        "contractId",
                        "contractVersion",
                        "siloId",
                        "periodId",
                        "quantity",
                        "unit",
                        "amountMinor",
                        "currency",
                        "payer",
                        "payee");
        JsonFields evidence =
                root.object("evidence", "salt", "consumptionNo", "purpose?", "share?", "lines");
        return new SettlementLeaf(
                settlement.text("settlementId"),
                settlement.text("contractId"),
                settlement.integer("contractVersion", 0),
                settlement.text("siloId"),
                settlement.text("periodId"),
                quantity(settlement),
                money(settlement),
                settlement.text("payer"),
                settlement.text("payee"),
                evidence.integer("consumptionNo", 0, Long.MAX_VALUE),
                evidence
                        .objects(
                                "lines",
                                "tier",
                                "quantity",
                                "unit?",
                                "unitPrice",
                                "amountExact",
                                "component?",
                                "basis?",
                                "of?")
                        .stream()
                        .map(ReceiptReader::line)
                        .toList(),
                purpose(evidence),
                evidence.has("share")
                        ? evidence.parsed(
                                "share", "be a fraction such as 3/7", ReceiptReader::share)
                        : null,
                new LeafSalts(leaf.hash("salt"), leaf.hash("quantitySalt"), evidence.hash("salt")));
    }

    /** Consumption is not said. */
    private static SettlementPurpose purpose(JsonFields evidence) {
        if (!evidence.has("purpose")) {
            return SettlementPurpose.CONSUMPTION;
        }
        evidence.constant("purpose", SettlementPurpose.TAX.name());
        return SettlementPurpose.TAX;
    }

    private static @Nullable Share share(String text) {
        try {
            return Share.of(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static Quantity quantity(JsonFields settlement) {
        Dimension dimension =
                settlement.parsed(
                        "unit",
                        "be a base unit, such as \"kg\" or \"L\"",
                        code ->
                                Arrays.stream(Dimension.values())
                                        .filter(Dimension::isBilled)
                                        .filter(known -> known.baseUnitCode().equals(code))
                                        .findFirst()
                                        .orElse(null));
        long milli =
                settlement.parsed(
                        "quantity",
                        "be a decimal number with three decimals and at most fifteen digits before",
                        text ->
                                QUANTITY.matcher(text).matches()
                                        ? new BigDecimal(text).unscaledValue().longValueExact()
                                        : null);
        return new Quantity(milli, dimension);
    }

    static Money money(JsonFields settlement) {
        long amountMinor = settlement.integer("amountMinor", Long.MIN_VALUE, Long.MAX_VALUE);
        Currency currency =
                settlement.parsed(
                        "currency",
                        "be an ISO 4217 currency with a minor unit",
                        code ->
                                Currency.getAvailableCurrencies().stream()
                                        .filter(known -> known.getCurrencyCode().equals(code))
                                        .filter(known -> known.getDefaultFractionDigits() >= 0)
                                        .findFirst()
                                        .orElse(null));
        return new Money(amountMinor, currency);
    }

    /** Only a line that says its basis may do without a unit. */
    private static RatingLine line(JsonFields line) {
        return new RatingLine(
                line.integer("tier", 0),
                line.fraction("quantity"),
                line.has("basis") && !line.has("unit")
                        ? null
                        : line.parsed(
                                "unit",
                                "be a known UCUM unit",
                                code -> UnitOfMeasure.ofCode(code).orElse(null)),
                line.decimal("unitPrice"),
                line.fraction("amountExact"),
                line.has("component") ? line.integer("component", 1) : null,
                line.has("basis") ? line.text("basis") : null,
                line.has("of") ? line.text("of") : null);
    }

    static Receipt.Batch batch(JsonFields batch) {
        batch.constant("treeFormat", BatchDump.FORMAT);
        return new Receipt.Batch(
                batch.integer("batchNo", 0, Long.MAX_VALUE),
                batch.hash("root"),
                batch.integer("count", 1));
    }

    static AnchorPlace place(JsonFields root) {
        return root.has("anchor") && root.textIn("anchor", "kind").equals(LogReference.LOG)
                ? log(root)
                : chain(root);
    }

    private static AnchorReference chain(JsonFields root) {
        JsonFields anchor =
                root.object(
                        "anchor",
                        "kind",
                        "chainId",
                        "contract",
                        "transactionHash",
                        "blockNumber",
                        "blockHash");
        anchor.constant("kind", AnchorReference.EVM);
        return new AnchorReference(
                AnchorReference.EVM,
                anchor.integer("chainId", 1, Long.MAX_VALUE),
                anchor.address("contract"),
                anchor.hash("transactionHash"),
                anchor.integer("blockNumber", 0, Long.MAX_VALUE),
                anchor.hash("blockHash"));
    }

    private static LogReference log(JsonFields root) {
        JsonFields anchor =
                root.object(
                        "anchor",
                        "kind",
                        "origin",
                        "keyId",
                        "index",
                        "size",
                        "checkpoint",
                        "proof");
        return new LogReference(
                anchor.text("origin"),
                anchor.keyId("keyId"),
                anchor.integer("index", 0, Long.MAX_VALUE),
                anchor.integer("size", 1, Long.MAX_VALUE),
                anchor.text("checkpoint"),
                anchor.hashes("proof"));
    }

    /** Takes the step FORM. */
    static void requireCanonical(byte[] file, JsonNode tree) {
        byte[] canonical;
        try {
            canonical = CanonicalJson.pretty(tree);
        } catch (IllegalArgumentException e) {
            throw new InvalidReceiptException(
                    Step.FORM, "$", "holds an escaped half of a surrogate pair");
        }
        int at = Arrays.mismatch(canonical, file);
        if (at < 0) {
            return;
        }
        long lineNo = 1;
        for (int i = 0; i < at; i++) {
            lineNo += file[i] == '\n' ? 1 : 0;
        }
        throw new InvalidReceiptException(
                Step.FORM,
                "$",
                "not canonical at byte %d, line %d: canonical is %s, the file has %s"
                        .formatted(at, lineNo, shown(canonical, at), shown(file, at)));
    }

    /** The rest of the line from an offset, quoted; a line break is named. */
    private static String shown(byte[] bytes, int from) {
        if (from >= bytes.length) {
            return "nothing more";
        }
        int to = from;
        while (to < bytes.length && to < from + SHOWN_CHARS && bytes[to] != '\n') {
            to++;
        }
        if (to == from) {
            return "a line break";
        }
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        return "'" + text.replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
