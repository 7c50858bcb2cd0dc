/**
 * Questions to the read models: filters, pages by key, and answers in money, quantities and
 * enumerations.
 */
@org.jspecify.annotations.NullMarked
package io.usance.query;
