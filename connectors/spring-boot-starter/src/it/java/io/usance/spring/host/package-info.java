/**
 * An application as others write it, on the starter's artifact; run with each Boot that is served.
 */
package io.usance.spring.host;
