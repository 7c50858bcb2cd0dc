/**
 * The one handle by which Usance's own modules reach what is inside an engine. Not exported: a host
 * cannot name it, and nothing here is kept from one release to the next.
 */
@org.jspecify.annotations.NullMarked
package io.usance.engine.internal;
