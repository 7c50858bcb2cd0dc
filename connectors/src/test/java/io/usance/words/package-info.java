/** The words that texts of this repository do without. */
@org.jspecify.annotations.NullMarked
package io.usance.words;
