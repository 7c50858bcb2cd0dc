/** Tables in the shapes that spreadsheet programs give them. */
@org.jspecify.annotations.NullMarked
package io.usance.csv;
