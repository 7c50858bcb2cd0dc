/** What the code promises about its own structure, read from class files and sources. */
@org.jspecify.annotations.NullMarked
package io.usance.architecture;
