/** {@code usance run}, {@code deploy} and {@code schema}: what an operator needs. */
@org.jspecify.annotations.NullMarked
package io.usance.cli.service;
