/** What those who embed the engine can name, held against what it was. */
@org.jspecify.annotations.NullMarked
package io.usance.api;
