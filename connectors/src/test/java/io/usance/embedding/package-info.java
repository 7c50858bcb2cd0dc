/** The engine inside another service. */
@org.jspecify.annotations.NullMarked
package io.usance.embedding;
