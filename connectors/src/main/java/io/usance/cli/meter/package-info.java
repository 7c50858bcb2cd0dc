/**
 * {@code usance meter}, {@code simulate} and {@code silo}: meters, without a server and with one.
 */
@org.jspecify.annotations.NullMarked
package io.usance.cli.meter;
