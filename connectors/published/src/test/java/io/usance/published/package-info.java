/** What a release publishes, as a public repository and a host get it. */
@org.jspecify.annotations.NullMarked
package io.usance.published;
