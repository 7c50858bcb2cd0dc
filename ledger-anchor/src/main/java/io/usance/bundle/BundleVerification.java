package io.usance.bundle;

import io.usance.anchor.Receipt;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the verifier of bundles found: all steps passed, or the first that did not. */
public sealed interface BundleVerification {

    /** The steps in the order they are taken. */
    enum Step {
        /** Not longer than {@link Bundle#BYTES_MAX}. */
        SIZE,
        /** JSON, with the fields of the format, each of its form. */
        JSON,
        /** Byte for byte as written, the summary as it follows from the rest. */
        FORM,
        /** Consumption follows from the readings and delivery notes. */
        CONSUMPTION,
        /** What was charged is what was metered. */
        CHARGED,
        /** Amounts follow from terms, index values and quantities. */
        AMOUNT,
        /** The receipt is of this settlement. */
        SETTLEMENT,
        /** The receipt verifies; its own step is in the reason. */
        RECEIPT,
        /** The payment is of the same batch and currency. */
        PAYMENT,
        /** The digest is that of all bytes before it. */
        DIGEST;

        /** As printed. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Every step passed.
     *
     * @param starts what had to be taken as given: a state from before, with its hash; empty if
     *     everything begins with its registration
     */
    record Verified(Bundle bundle, List<Start> starts) implements BundleVerification {
        public Verified {
            starts = List.copyOf(starts);
        }

        /** Its receipt. */
        public Receipt receipt() {
            return bundle.receipt();
        }
    }

    /**
     * A state that was taken as given. The bundle of an earlier settlement passes through it.
     *
     * @param of {@code contract c-1} or {@code silo silo-01}
     * @param stateHash keccak-256 of its JSON, 0x and 64 digits
     */
    record Start(String of, String stateHash) {}

    /**
     * A step failed; later ones were not taken.
     *
     * @param field where, as a JSON path; {@code $} for the whole
     * @param reason what is wrong, with both values
     */
    record Failed(Step step, String field, String reason) implements BundleVerification {}

    /** As an exception on the way out of a step. */
    final class Fault extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Failed failed;

        Fault(Step step, String field, @Nullable String reason) {
            super(reason);
            failed = new Failed(step, field, String.valueOf(reason));
        }

        Failed failed() {
            return failed;
        }
    }
}
