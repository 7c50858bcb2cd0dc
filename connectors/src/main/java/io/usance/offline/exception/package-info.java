/** Why a bill metered from files cannot be trusted before a person has looked. */
@org.jspecify.annotations.NullMarked
package io.usance.offline.exception;
