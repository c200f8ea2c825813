/**
 * Networks for DL4J and what moves their parameters. A recipe's layers are DL4J's own ({@link
 * io.sparkgan.nn.dl4j}) or computed by oneDNN ({@link io.sparkgan.nn.onednn}); both keep DL4J's
 * parameters, their order in the flat vector and its gradient contract, so updaters and averaging
 * do not know the difference. What the one does beyond DL4J's contract, the interfaces here say.
 */
package io.sparkgan.nn;
