package io.usance.anchor;

/** Where a batch is anchored, as a receipt names it: on a chain or in a log. */
public sealed interface AnchorPlace permits AnchorReference, LogReference {

    /** The text that tells the kinds apart in a receipt. */
    String kind();
}
