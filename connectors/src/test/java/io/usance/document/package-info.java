/** Documents that people write, and what they are told about them. */
@org.jspecify.annotations.NullMarked
package io.usance.document;
