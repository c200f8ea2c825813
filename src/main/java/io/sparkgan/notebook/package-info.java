/** A Jupyter kernel for Java, so that notebooks run with what Maven brought: cells are JShell's. */
package io.sparkgan.notebook;
