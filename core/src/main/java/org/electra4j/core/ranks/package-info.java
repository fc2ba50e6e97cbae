/** Several processes that train one model: who they are, and how they add up what each has computed. */
package org.electra4j.core.ranks;
