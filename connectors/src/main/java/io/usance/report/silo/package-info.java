/**
 * What silos say in a report: the stock bridge, the course of each level, and what of their
 * readings and deliveries a person should look at.
 */
@org.jspecify.annotations.NullMarked
package io.usance.report.silo;
