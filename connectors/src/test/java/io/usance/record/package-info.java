/** Formats of records, checked against their schemas and tables of bad input. */
@org.jspecify.annotations.NullMarked
package io.usance.record;
