/** {@code usance contract}, {@code price} and {@code index}: what two companies agree. */
@org.jspecify.annotations.NullMarked
package io.usance.cli.contract;
