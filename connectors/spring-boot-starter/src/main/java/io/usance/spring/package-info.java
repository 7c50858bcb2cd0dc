/**
 * The engine in a Spring Boot application: its properties, its bean, its part in the application's
 * transactions, its health and its metrics.
 *
 * <p>One class for Boot 3 and 4: what has another name in one of them is looked up by name.
 */
@org.jspecify.annotations.NullMarked
package io.usance.spring;
