/** A simulated plant of silos as tests of several rooms need it. */
@org.jspecify.annotations.NullMarked
package io.usance.plant;
