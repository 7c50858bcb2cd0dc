@org.jspecify.annotations.NullMarked
package io.usance.bundle;
