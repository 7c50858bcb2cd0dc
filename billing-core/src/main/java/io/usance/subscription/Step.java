package io.usance.subscription;

/** What a step has come to. */
public enum Step {
    /** It went on; there may be more to do at once. */
    HANDLED,

    /** There is nothing to do now. What was set aside may become due later. */
    CAUGHT_UP,

    /** Another instance, or another thread, works on this subscription. */
    BUSY
}
