package io.usance.anchor;

import io.usance.anchor.Verification.Step;
import io.usance.anchor.Verification.Verified;
import io.usance.pricing.RatingLine;
import io.usance.quantity.Fraction;
import io.usance.tlog.LogPublicKey;
import java.util.List;

/**
 * Checks a receipt with nothing but its bytes and, if its batch is in a log, the log's public key:
 * no network, no database.
 *
 * <p>What it cannot see is a chain: that the batch's root is really anchored, under that number and
 * at that place, is for {@link Anchor#find} or any block explorer to say. A log's checkpoint and
 * inclusion proof are in the receipt, and are checked.
 */
public final class ReceiptVerifier {
    private ReceiptVerifier() {}

    /** As {@link #verify(byte[], List)} without a trusted log, for receipts of a chain. */
    public static Verification verify(byte[] file) {
        return verify(file, List.of());
    }

    /**
     * Takes all steps in order and stops at the first that fails. Never throws.
     *
     * @param trusted public keys of logs, from their operators and not from the receipt; a receipt
     *     of a log that is not among them fails at {@link Step#CHECKPOINT}
     */
    public static Verification verify(byte[] file, List<LogPublicKey> trusted) {
        try {
            Receipt receipt = Receipt.read(file);
            requireEvidence(receipt);
            requireLeaf(receipt);
            requireProof(receipt.leafHash(), receipt.treeIndex(), receipt.proof(), receipt.batch());
            requirePlace(receipt.batch(), receipt.place(), trusted);
            requireDigest(receipt.digest(), file);
            return new Verified(receipt);
        } catch (InvalidReceiptException e) {
            return e.failure();
        }
    }

    private static void requireEvidence(Receipt receipt) {
        Hash32 hash = receipt.settlement().evidence();
        if (!hash.equals(receipt.evidenceHash())) {
            throw fault(
                    Step.EVIDENCE,
                    "$.leaf.evidenceHash",
                    "the rating trace hashes to " + hash,
                    receipt.evidenceHash());
        }
        List<RatingLine> lines = receipt.settlement().lines();
        for (int i = 0; i < lines.size(); i++) {
            RatingLine line = lines.get(i);
            Fraction exact = line.quantity().times(line.unitPrice());
            if (exact.compareTo(line.amountExact()) != 0) {
                throw fault(
                        Step.EVIDENCE,
                        "$.evidence.lines[" + i + "].amountExact",
                        "%s x %s is %s"
                                .formatted(
                                        line.quantity(), line.unitPrice().toPlainString(), exact),
                        line.amountExact().toString());
            }
        }
    }

    private static void requireLeaf(Receipt receipt) {
        Hash32 hash = SettlementLeaf.hash(receipt.settlement().values(receipt.evidenceHash()));
        if (!hash.equals(receipt.leafHash())) {
            throw fault(
                    Step.LEAF,
                    "$.leaf.hash",
                    "the settlement fields hash to " + hash,
                    receipt.leafHash());
        }
    }

    /** Takes the step PROOF. */
    static void requireProof(
            Hash32 leafHash, int treeIndex, List<Hash32> proof, Receipt.Batch batch) {
        long count = batch.count();
        if (treeIndex < count - 1 || treeIndex > 2 * count - 2) {
            throw fault(
                    Step.PROOF,
                    "$.proof.treeIndex",
                    "a batch of %d has its leaves at %d to %d"
                            .formatted(count, count - 1, 2 * count - 2),
                    treeIndex);
        }
        int length = MerkleTree.proofLength(treeIndex);
        if (length != proof.size()) {
            throw fault(
                    Step.PROOF,
                    "$.proof.hashes",
                    "the leaf at %d has a proof of %d hashes".formatted(treeIndex, length),
                    proof.size());
        }
        Hash32 root = MerkleTree.rootOf(leafHash, proof);
        if (!root.equals(batch.root())) {
            throw fault(Step.PROOF, "$.batch.root", "the proof leads to " + root, batch.root());
        }
    }

    /** Takes the steps CHECKPOINT and INCLUSION. */
    static void requirePlace(Receipt.Batch batch, AnchorPlace place, List<LogPublicKey> trusted) {
        switch (place) {
            case AnchorReference chain -> {}
            case LogReference log -> LogCheck.require(batch, log, trusted);
        }
    }

    /** Takes the step DIGEST. */
    static void requireDigest(Hash32 stated, byte[] file) {
        Hash32 digest = Receipt.digestOf(file);
        if (!digest.equals(stated)) {
            throw fault(Step.DIGEST, "$.digest", "the bytes before it hash to " + digest, stated);
        }
    }

    static InvalidReceiptException fault(Step step, String field, String computed, Object stated) {
        return new InvalidReceiptException(step, field, computed + ", the receipt says " + stated);
    }
}
