/** The generator as a table: for Java callers, and for SQL. */
package io.sparkgan.sql;
