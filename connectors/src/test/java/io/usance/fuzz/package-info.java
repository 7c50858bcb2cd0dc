/**
 * Hostile input at every place where bytes come in: {@code Door}s, mutations that know the format,
 * coverage as a guide, and limits on time and memory for each input.
 */
@org.jspecify.annotations.NullMarked
package io.usance.fuzz;
