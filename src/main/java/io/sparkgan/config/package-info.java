/**
 * Typed, validated settings read from HOCON; every problem is reported at once. Uses the JDK and
 * Typesafe config only.
 */
package io.sparkgan.config;
