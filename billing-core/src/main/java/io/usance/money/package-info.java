/** Money in minor units, exactly; rounding is an argument and happens once per line. */
@org.jspecify.annotations.NullMarked
package io.usance.money;
