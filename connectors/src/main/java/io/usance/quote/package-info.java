/** What a contract would cost, and what it hardly means: asked before it is signed. */
@org.jspecify.annotations.NullMarked
package io.usance.quote;
