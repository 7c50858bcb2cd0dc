/** The artifact as others get it, and programs on it alone. */
package io.usance.example;
