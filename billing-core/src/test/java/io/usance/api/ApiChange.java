package io.usance.api;

/**
 * What happened to one line of the public face.
 *
 * @param text for people: the line, and what to do about it where that is not plain
 */
record ApiChange(Effect effect, String text) {

    /** On code that was written for the release before. */
    enum Effect {
        /** It goes on, compiled or not. */
        ADDS,
        /** Some of it does not compile any more, or fails where it runs. */
        BREAKS
    }

    static ApiChange breaks(String text) {
        return new ApiChange(Effect.BREAKS, text);
    }

    static ApiChange adds(String text) {
        return new ApiChange(Effect.ADDS, text);
    }
}
