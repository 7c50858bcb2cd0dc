package io.usance.reconciliation;

/**
 * An equation that always holds.
 *
 * @param name what it says
 * @param left its left side, as numbers
 * @param right its right side, as numbers
 * @param holds true if both sides are equal
 */
public record Identity(String name, String left, String right, boolean holds) {
    static Identity of(String name, Object left, Object right) {
        return new Identity(
                name, left.toString(), right.toString(), left.toString().equals(right.toString()));
    }
}
