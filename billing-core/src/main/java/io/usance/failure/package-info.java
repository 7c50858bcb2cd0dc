/** What the engine throws: one family with six branches, after what the caller can do about it. */
@org.jspecify.annotations.NullMarked
package io.usance.failure;
