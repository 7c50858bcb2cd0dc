/**
 * Files that people write: contracts, prices, master data. Each is read whole, and every mistake is
 * named with its path.
 */
@org.jspecify.annotations.NullMarked
package io.usance.document;
