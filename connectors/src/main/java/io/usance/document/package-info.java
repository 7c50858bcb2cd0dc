/** What is common to the files that people write: their limits. */
@org.jspecify.annotations.NullMarked
package io.usance.document;
