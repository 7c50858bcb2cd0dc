/** What the engine throws: one family with five branches, after what the caller can do about it. */
@org.jspecify.annotations.NullMarked
package io.usance.failure;
