package io.usance.anchor;

/** What the verifier found: all steps passed, or the first that did not. */
public sealed interface Verification {

    /** The steps in the order they are taken. */
    enum Step {
        /** Not longer than {@link Receipt#BYTES_MAX}. */
        SIZE,
        /** Well-formed UTF-8 and JSON, without a field twice, within depth limits. */
        JSON,
        /** Exactly the fields of the format, each of its type. */
        FIELDS,
        /** Byte for byte the canonical form. */
        FORM,
        /** The rating trace multiplies out and hashes to the evidence hash. */
        EVIDENCE,
        /** The settlement's fields hash to the leaf. */
        LEAF,
        /** The proof leads from the leaf to the root. */
        PROOF,
        /** The checkpoint of the log, if the batch is in one, is signed by a trusted key. */
        CHECKPOINT,
        /** The inclusion proof leads from the batch to that checkpoint's root. */
        INCLUSION,
        /** The digest is that of all bytes before it. */
        DIGEST;

        /** As written in {@link Verification#line()}. */
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** One plain line for a person. */
    String line();

    /**
     * Every step passed. If the batch is on a chain, it remains to ask whether the chain holds its
     * root: see {@link Anchor#find}. If it is in a log, that is shown already.
     */
    record Verified(Receipt receipt) implements Verification {
        @Override
        public String line() {
            return "verified: settlement %s of %s is in batch %d, root %s"
                    .formatted(
                            receipt.settlement().settlementId(),
                            receipt.settlement().amount(),
                            receipt.batch().batchNo(),
                            receipt.batch().root());
        }
    }

    /**
     * A step failed; later ones were not taken.
     *
     * @param field JSON path of the field, {@code $} for the whole
     * @param reason what is wrong, with both values
     */
    record Failed(Step step, String field, String reason) implements Verification {
        @Override
        public String line() {
            return "failed at step " + step.text() + ", " + field + ": " + reason;
        }
    }
}
