/**
 * JMH benchmarks, each beside a baseline of the same run: ratios survive a noisy machine, single
 * figures do not.
 */
@org.jspecify.annotations.NullMarked
package io.usance.benchmarks;
