package io.usance.anchor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.usance.anchor.Verification.Failed;
import io.usance.anchor.Verification.Step;
import io.usance.money.Money;
import io.usance.tlog.LogPublicKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A receipt for others: it proves the amount, the parties and that the settlement is in its batch,
 * and hides quantities or prices. Its file is a receipt's, with the format {@code
 * usance-disclosure/v1}, without what is hidden.
 *
 * <p>Salts keep what is hidden from being guessed by its hash. What follows from the rest cannot be
 * hidden: an amount and a quantity give an average price.
 *
 * @param settlementId of the settlement
 * @param amount that moves
 * @param hidden what is not shown
 * @param batch that holds it
 * @param place where that is anchored
 */
public record Disclosure(
        String settlementId, Money amount, Hidden hidden, Receipt.Batch batch, AnchorPlace place) {

    /** Name and version of the format. */
    public static final String FORMAT = "usance-disclosure/v1";

    private static final byte[] MARK =
            ("{\n  \"format\": \"usance-disclosure/").getBytes(StandardCharsets.UTF_8);
    private static final List<String> SETTLEMENT =
            List.of(
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

    /** What a disclosure does not show. */
    public enum Hidden {
        /** Quantity and rating trace, which holds quantities as well. */
        QUANTITIES,
        /** The rating trace. */
        PRICES;

        /** As written. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** True if a file says that it is a disclosure, of this version or another. */
    public static boolean isDisclosure(byte[] file) {
        for (int i = 0; i < MARK.length; i++) {
            if (file.length <= i || file[i] != MARK[i]) {
                return false;
            }
        }
        return true;
    }

    /** The file of a disclosure: the receipt's without what is hidden. */
    public static byte[] of(Receipt receipt, Hidden hidden) {
        ObjectNode tree = ReceiptTree.of(receipt);
        tree.put("format", FORMAT);
        tree.put("evidence", hidden.text());
        if (hidden == Hidden.QUANTITIES) {
            ((ObjectNode) tree.path("settlement"))
                    .put("quantity", receipt.settlement().quantityHash().toString());
            ((ObjectNode) tree.path("leaf")).remove("quantitySalt");
        }
        tree.put("digest", Receipt.digestOf(CanonicalJson.pretty(tree)).toString());
        return CanonicalJson.pretty(tree);
    }

    /**
     * Takes the steps of a receipt, without the evidence.
     *
     * @param trusted public keys of logs, as for {@link ReceiptVerifier}
     * @return what was verified, or the first step that failed
     */
    public static Result verify(byte[] file, List<LogPublicKey> trusted) {
        try {
            return new Result(Optional.of(read(file, trusted)), Optional.empty());
        } catch (InvalidReceiptException e) {
            return new Result(Optional.empty(), Optional.of(e.failure()));
        }
    }

    /** One of both. */
    public record Result(Optional<Disclosure> verified, Optional<Failed> failed) {}

    private static Disclosure read(byte[] file, List<LogPublicKey> trusted) {
        JsonNode tree = ReceiptReader.tree(file);
        JsonFields root =
                new JsonFields(
                        tree,
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
        root.constant("format", FORMAT);
        Hidden hidden =
                root.parsed("evidence", "be \"quantities\" or \"prices\"", Disclosure::hidden);
        JsonFields settlement = root.object("settlement", SETTLEMENT.toArray(String[]::new));
        JsonFields leaf =
                hidden == Hidden.QUANTITIES
                        ? root.object("leaf", "evidenceHash", "salt", "hash")
                        : root.object("leaf", "evidenceHash", "quantitySalt", "salt", "hash");
        requireLeaf(values(settlement, leaf, hidden), leaf.hash("hash"));
        JsonFields proof = root.object("proof", "treeIndex", "hashes");
        Receipt.Batch batch =
                ReceiptReader.batch(root.object("batch", "batchNo", "root", "count", "treeFormat"));
        ReceiptVerifier.requireProof(
                leaf.hash("hash"), proof.integer("treeIndex", 0), proof.hashes("hashes"), batch);
        AnchorPlace place = ReceiptReader.place(root);
        ReceiptVerifier.requirePlace(batch, place, trusted);
        requireForm(file, tree);
        ReceiptVerifier.requireDigest(root.hash("digest"), file);
        return new Disclosure(
                settlement.text("settlementId"),
                ReceiptReader.money(settlement),
                hidden,
                batch,
                place);
    }

    /** All fields are known and of their kind by now; what is left is how they are written. */
    private static void requireForm(byte[] file, JsonNode tree) {
        List<String> names = new ArrayList<>();
        tree.path("settlement").fieldNames().forEachRemaining(names::add);
        if (!names.equals(SETTLEMENT)) {
            throw new InvalidReceiptException(
                    Step.FORM,
                    "$.settlement",
                    "has its fields in the order %s, not %s".formatted(names, SETTLEMENT));
        }
        ReceiptReader.requireCanonical(file, tree);
    }

    private static @Nullable Hidden hidden(String text) {
        return Arrays.stream(Hidden.values())
                .filter(one -> one.text().equals(text))
                .findFirst()
                .orElse(null);
    }

    private static List<String> values(JsonFields settlement, JsonFields leaf, Hidden hidden) {
        String quantity =
                switch (hidden) {
                    case QUANTITIES -> settlement.hash("quantity").toString();
                    case PRICES ->
                            SettlementLeaf.quantityHash(
                                            ReceiptReader.quantity(settlement).baseText(),
                                            leaf.hash("quantitySalt"))
                                    .toString();
                };
        Money amount = ReceiptReader.money(settlement);
        return List.of(
                settlement.text("settlementId"),
                settlement.text("contractId"),
                Integer.toString(settlement.integer("contractVersion", 0)),
                settlement.text("siloId"),
                settlement.text("periodId"),
                quantity,
                settlement.text("unit"),
                Long.toString(amount.amountMinor()),
                amount.currency().getCurrencyCode(),
                settlement.text("payer"),
                settlement.text("payee"),
                leaf.hash("evidenceHash").toString(),
                leaf.hash("salt").toString());
    }

    private static void requireLeaf(List<String> values, Hash32 stated) {
        Hash32 hash = SettlementLeaf.hash(values);
        if (!hash.equals(stated)) {
            throw ReceiptVerifier.fault(
                    Step.LEAF, "$.leaf.hash", "the settlement fields hash to " + hash, stated);
        }
    }
}
