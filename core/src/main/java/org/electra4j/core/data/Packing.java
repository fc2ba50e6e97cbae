package org.electra4j.core.data;

/** How documents become examples; {@link ExamplePacker} states the rules. */
public enum Packing {
  /** As the published code: chance lengths and segments, and what overflows an example is thrown away. */
  PUBLISHED,
  /** The same examples' shape, but no text is thrown away: what overflows begins the next example. */
  FULL,
  /** Pairs for next-sentence prediction, half of whose second segments are another document's; no text is thrown away. */
  PAIRS
}
