package io.usance.anchor;

import io.usance.anchor.Verification.Step;
import io.usance.tlog.InclusionProof;
import io.usance.tlog.InvalidLogTextException;
import io.usance.tlog.LogHash;
import io.usance.tlog.LogPublicKey;
import io.usance.tlog.SignedCheckpoint;
import java.util.List;

/** The steps CHECKPOINT and INCLUSION of a receipt whose batch is in a log. */
final class LogCheck {
    private LogCheck() {}

    static void require(Receipt.Batch batch, LogReference place, List<LogPublicKey> trusted) {
        SignedCheckpoint signed = parsed(place);
        requireStated("origin", signed.checkpoint().origin(), place.origin());
        requireStated("size", signed.checkpoint().size(), place.size());
        if (!signed.isSignedBy(key(place, trusted))) {
            throw new InvalidReceiptException(
                    Step.CHECKPOINT,
                    "$.anchor.checkpoint",
                    "the key %s of %s did not sign it".formatted(place.keyId(), place.origin()));
        }
        requireIncluded(batch, place, signed.checkpoint().root());
    }

    private static SignedCheckpoint parsed(LogReference place) {
        try {
            return SignedCheckpoint.parse(place.checkpoint());
        } catch (InvalidLogTextException e) {
            throw new InvalidReceiptException(Step.CHECKPOINT, "$.anchor.checkpoint", e.reason());
        }
    }

    private static void requireStated(String field, Object signed, Object stated) {
        if (!signed.equals(stated)) {
            throw new InvalidReceiptException(
                    Step.CHECKPOINT,
                    "$.anchor." + field,
                    "the checkpoint says %s, the receipt says %s".formatted(signed, stated));
        }
    }

    private static LogPublicKey key(LogReference place, List<LogPublicKey> trusted) {
        return trusted.stream()
                .filter(key -> key.name().equals(place.origin()))
                .filter(key -> key.keyId().equals(place.keyId()))
                .findFirst()
                .orElseThrow(() ->
                        new InvalidReceiptException(
                                Step.CHECKPOINT,
                                "$.anchor.keyId",
                                "the key %s of the log %s is not among the %d trusted; get the"
                                                .formatted(
                                                        place.keyId(),
                                                        place.origin(),
                                                        trusted.size())
                                        + " log's public key from its operator and name it"));
    }

    private static void requireIncluded(Receipt.Batch batch, LogReference place, LogHash root) {
        InclusionProof proof =
                new InclusionProof(
                        place.index(),
                        place.size(),
                        place.proof().stream().map(hash -> LogHash.of(hash.bytes())).toList());
        LogHash leaf =
                LogHash.ofLeaf(
                        new LogEntry(batch.batchNo(), batch.root(), batch.count()).toBytes());
        LogHash reached =
                proof.rootOf(leaf)
                        .orElseThrow(() ->
                                new InvalidReceiptException(
                                        Step.INCLUSION,
                                        "$.anchor.proof",
                                        "%d hashes do not lead from entry %d to the root of %d"
                                                .formatted(
                                                        place.proof().size(),
                                                        place.index(),
                                                        place.size())));
        if (!reached.equals(root)) {
            throw new InvalidReceiptException(
                    Step.INCLUSION,
                    "$.anchor.proof",
                    "the proof leads to %s, the checkpoint says %s"
                            .formatted(reached.base64(), root.base64()));
        }
    }
}
