/**
 * The JSON dialect of events, topics and documents, and how facts are read from it token by token.
 */
@org.jspecify.annotations.NullMarked
package io.usance.json;
