/** Which tokens are masked, drawn and counted, without knowing a network. */
package org.electra4j.core.objective;
