/** Using a trained model: which tokens look replaced, what a mask hides, what a text is like. */
package org.electra4j.core.predict;
