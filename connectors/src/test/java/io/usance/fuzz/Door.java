package io.usance.fuzz;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place where bytes come in from outside. Public, because the fuzzed classes are those of another
 * class loader.
 */
public interface Door {
    /** Bytes that an input of no bytes may allocate: parsers have buffers of fixed size. */
    long ALLOCATED_BYTES_BASE = 4L << 20;

    /** Most bytes that are tried; what is beyond its own limit a door refuses by length alone. */
    int TRIED_BYTES_MAX = 1 << 20;

    /** What became of an input. */
    enum Answer {
        TAKEN,
        REFUSED
    }

    /**
     * What a door said.
     *
     * @param reason why it was refused; of what was taken, anything that tells it from others
     */
    record Said(Answer answer, String reason) {
        public static Said taken() {
            return new Said(Answer.TAKEN, "");
        }

        public static Said refused(@Nullable Object reason) {
            return new Said(Answer.REFUSED, String.valueOf(reason));
        }
    }

    String name();

    Grammar grammar();

    /** Inputs that are taken. */
    List<byte[]> seeds();

    /**
     * Hands the bytes in. The door's own refusals become an answer; whatever else it throws is a
     * failure.
     */
    Said accept(byte[] input) throws Exception;

    /**
     * The input with its digest or form repaired, so that what lies behind the check is reached.
     */
    default byte[] mended(byte[] input) {
        return input;
    }

    /** True if it hands the work on to threads of its own. */
    default boolean worksElsewhere() {
        return false;
    }

    /** Bytes that may be allocated for each byte of an input. */
    default long allocatedPerByteMax() {
        return 512;
    }
}
