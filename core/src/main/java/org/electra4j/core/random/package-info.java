/** Random draws as functions of seed, purpose, step and index: nothing is consumed, so nothing has to be restored. */
package org.electra4j.core.random;
