/** Receipts, bundles and dumps of batches as files with names that every file system takes. */
@org.jspecify.annotations.NullMarked
package io.usance.receipt;
