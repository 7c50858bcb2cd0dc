/**
 * The service under SIGKILL, SIGSTOP and outages of its parts: nothing is lost, nothing counted
 * twice.
 */
@org.jspecify.annotations.NullMarked
package io.usance.chaos;
