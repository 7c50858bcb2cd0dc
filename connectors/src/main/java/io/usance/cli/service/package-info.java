/**
 * {@code usance run}, {@code deploy}, {@code schema} and {@code tables}: what an operator needs.
 */
@org.jspecify.annotations.NullMarked
package io.usance.cli.service;
