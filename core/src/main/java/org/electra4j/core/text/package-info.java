/** From characters to token ids: normalisation, word pieces, vocabularies. */
package org.electra4j.core.text;
