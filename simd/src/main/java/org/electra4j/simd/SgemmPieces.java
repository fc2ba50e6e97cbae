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
    int most = Math.min(rowTiles, mostTiles);
    int tiles = most;
    int width = panels;
    double least = Double.MAX_VALUE;
    for (int down = most; threads > 1 && down > 0; down--) {
      for (int halvings = 0; halvings < 31 && panels >> halvings > 0; halvings++) {
        int across = Math.ceilDiv(panels, 1 << halvings);
        long count = (long) Math.ceilDiv(rowTiles, down) * Math.ceilDiv(panels, across);
        double work = work(down, across, steps) * Math.ceilDiv(count, threads);
        if (work < least) {
          least = work;
          tiles = down;
          width = across;
        }
      }
    }
    return new SgemmPieces(tiles, width);
  }

  /** Of one piece, in fused multiply-adds of one vector: its tiles, the fetching of A and of B, and the call. */
  private static double work(int tiles, int panels, int steps) {
    double perStep = (double) SgemmTile.VECTORS * SgemmTile.ROWS * tiles * panels + 0.5 * SgemmTile.ROWS * tiles + 2.0 * panels;
    return steps * perStep + 60.0 * tiles * panels + 500;
  }
}
