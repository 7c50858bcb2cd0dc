/** The stored form of every event, and of those that older releases stored otherwise. */
@org.jspecify.annotations.NullMarked
package io.usance.engine.form;
