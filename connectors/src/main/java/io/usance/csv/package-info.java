/** Tables as comma-separated text: what spreadsheet programs write, read with its line numbers. */
@org.jspecify.annotations.NullMarked
package io.usance.csv;
