/** ELECTRA: generator, discriminator, what they share, and the joint loss. */
package org.electra4j.core.model;
