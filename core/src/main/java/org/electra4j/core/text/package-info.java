/** From lines of UTF-8 to token ids: normalisation, word pieces, vocabularies. */
package org.electra4j.core.text;
