/** Other tools' formats: safetensors and the Hugging Face model folder. */
package org.electra4j.core.huggingface;
