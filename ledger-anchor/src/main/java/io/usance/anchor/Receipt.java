package io.usance.anchor;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Proof that one settlement is in an anchored batch, complete in itself: what was settled and why,
 * its leaf, the way to the root, and where the root is anchored. Its file is described by {@code
 * receipt.schema.json}.
 *
 * <p>The hashes are as the receipt states them; only {@link ReceiptVerifier} says whether they are
 * right.
 *
 * @param settlement what is proved, with the rating trace and the salt
 * @param evidenceHash stated hash of the rating trace
 * @param leafHash stated hash of the leaf
 * @param treeIndex place of the leaf in the tree's array of nodes, see {@link MerkleTree#treeIndex}
 * @param proof from the leaf's sibling up
 * @param place where the batch is anchored
 * @param digest keccak-256 of all bytes of the file before the line of the digest
 */
public record Receipt(
        SettlementLeaf settlement,
        Hash32 evidenceHash,
        Hash32 leafHash,
        int treeIndex,
        List<Hash32> proof,
        Batch batch,
        AnchorPlace place,
        Hash32 digest) {

    /** Name and version of the format. */
    public static final String FORMAT = "usance-receipt/v2";

    /** Longest file that is read or written, in bytes. */
    public static final int BYTES_MAX = 1 << 20;

    private static final Hash32 NO_DIGEST = Hash32.of(new byte[Hash32.BYTES]);
    private static final int LAST_LINES_BYTES =
            ("  \"digest\": \"" + NO_DIGEST + "\"\n}\n").length();

    /**
     * The batch that holds the settlement.
     *
     * @param batchNo key of the batch at the anchor
     * @param root of its tree
     * @param count settlements in it
     */
    public record Batch(long batchNo, Hash32 root, int count) {}

    public Receipt {
        proof = List.copyOf(proof);
    }

    /**
     * The receipt of one settlement of an anchored batch.
     *
     * @param leaf the settlement, as it was put into the tree
     * @param leafIndex its position in the batch
     * @param anchored what the anchor holds for the batch
     * @throws IllegalArgumentException if tree, leaf and anchor do not belong together
     */
    public static Receipt issue(
            SettlementLeaf leaf, MerkleTree tree, int leafIndex, AnchorPosition anchored) {
        Hash32 leafHash = leaf.hash();
        int treeIndex = tree.treeIndex(leafIndex);
        if (!tree.node(treeIndex).equals(leafHash)) {
            throw new IllegalArgumentException(
                    "settlement %s hashes to %s, position %d of the tree is %s"
                            .formatted(
                                    leaf.settlementId(),
                                    leafHash,
                                    leafIndex,
                                    tree.node(treeIndex)));
        }
        if (!tree.root().equals(anchored.root()) || tree.count() != anchored.count()) {
            throw new RootConflictException(
                    anchored.batchNo(),
                    anchored.root(),
                    anchored.count(),
                    tree.root(),
                    tree.count());
        }
        Receipt draft =
                new Receipt(
                        leaf,
                        leaf.evidence(),
                        leafHash,
                        treeIndex,
                        tree.proof(leafIndex),
                        new Batch(anchored.batchNo(), tree.root(), tree.count()),
                        anchored.place(),
                        NO_DIGEST);
        return new Receipt(
                draft.settlement,
                draft.evidenceHash,
                draft.leafHash,
                draft.treeIndex,
                draft.proof,
                draft.batch,
                draft.place,
                digestOf(draft.toJson()));
    }

    /**
     * Where on the chain the batch is anchored, for callers that know there is one.
     *
     * @throws IllegalStateException if it is in a log, see {@link #place}
     */
    public AnchorReference anchor() {
        return new AnchorPosition(batch.batchNo, batch.root, batch.count, place, 0).reference();
    }

    /**
     * Reads a file in canonical form. Hashes and proof are not checked.
     *
     * @throws InvalidReceiptException naming the first failing step and field
     */
    public static Receipt read(byte[] file) {
        return ReceiptReader.read(file);
    }

    /**
     * The bytes that a JSON tree would have as the file of a receipt; whether it is one, {@link
     * ReceiptVerifier} says.
     *
     * @throws IllegalArgumentException if a value in it is neither object, array, text nor integer
     */
    public static byte[] file(JsonNode tree) {
        return CanonicalJson.pretty(tree);
    }

    /** The content of the file on one line. */
    public String toCompactJson() {
        return new String(CanonicalJson.compact(ReceiptTree.of(this)), StandardCharsets.UTF_8);
    }

    /**
     * The file: pretty JSON in canonical form, the same bytes for equal receipts.
     *
     * @throws IllegalStateException if it were longer than {@link #BYTES_MAX}
     */
    public byte[] toJson() {
        byte[] file = CanonicalJson.pretty(ReceiptTree.of(this));
        if (file.length > BYTES_MAX) {
            throw new IllegalStateException(
                    "the receipt of settlement %s has %d bytes, at most %d are allowed"
                            .formatted(settlement.settlementId(), file.length, BYTES_MAX));
        }
        return file;
    }

    /** The digest of a file in canonical form. */
    static Hash32 digestOf(byte[] file) {
        return Keccak.hash(Arrays.copyOf(file, file.length - LAST_LINES_BYTES));
    }
}
