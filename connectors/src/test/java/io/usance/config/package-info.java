/** The configuration file, and what it refuses. */
@org.jspecify.annotations.NullMarked
package io.usance.config;
