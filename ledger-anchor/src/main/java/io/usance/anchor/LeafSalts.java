package io.usance.anchor;

/**
 * What keeps a leaf, and the parts of it that may be hidden, from being guessed; 32 random bytes
 * each.
 *
 * @param leaf part of the leaf, always shown
 * @param quantity hashed with the quantity; shown with it
 * @param evidence hashed with the rating trace; shown with it
 */
public record LeafSalts(Hash32 leaf, Hash32 quantity, Hash32 evidence) {}
