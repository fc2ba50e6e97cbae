/** Files that are complete or not there. */
package org.electra4j.core.files;
