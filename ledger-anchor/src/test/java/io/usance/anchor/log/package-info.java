@org.jspecify.annotations.NullMarked
package io.usance.anchor.log;
