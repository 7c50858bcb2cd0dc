package io.usance.contract;

/** Why something is in the rest of the bands though the clock does not say so. */
public enum RestReason {
    /** It has no interval: no more is known than its billing period. */
    NO_INTERVAL("in the rest, it has no interval"),
    /** Its interval is not in one band alone. */
    ACROSS_AN_EDGE("in the rest, its interval is across an edge");

    private final String words;

    RestReason(String words) {
        this.words = words;
    }

    /** For people. */
    public String words() {
        return words;
    }
}
