package org.electra4j.simd;

/**
 * The size of the pieces of C that one worker takes at a time, under one packed block of B. Pieces never split k.
 *
 * @param tiles row tiles of a piece
 * @param panels panels of B that it lies under
 */
record SgemmPieces(int tiles, int panels) {

  /** Such that the busiest worker has least to do; not more than {@code mostTiles} row tiles. */
  static SgemmPieces choose(int rowTiles, int panels, int steps, int mostTiles, int threads) {
    SgemmPieces best = new SgemmPieces(Math.min(rowTiles, mostTiles), panels);
    if (threads == 1) {
      return best;
    }
    double least = Double.MAX_VALUE;
    for (int down = best.tiles; down > 0; down--) {
      for (int halvings = 0; halvings < 31 && panels >> halvings > 0; halvings++) {
        SgemmPieces pieces = new SgemmPieces(down, Math.ceilDiv(panels, 1 << halvings));
        long count = (long) Math.ceilDiv(rowTiles, down) * Math.ceilDiv(panels, pieces.panels);
        double work = pieces.work(steps) * Math.ceilDiv(count, threads);
        if (work < least) {
          least = work;
          best = pieces;
        }
      }
    }
    return best;
  }

  /** In fused multiply-adds of one vector: the tiles, the fetching of A and of B, and the call. */
  private double work(int steps) {
    double perStep = (double) SgemmTile.VECTORS * SgemmTile.ROWS * tiles * panels + 0.5 * SgemmTile.ROWS * tiles + 2.0 * panels;
    return steps * perStep + 60.0 * tiles * panels + 500;
  }
}
