/** Another tool's format: safetensors, read strictly and written with checksums. */
package org.electra4j.core.huggingface;
