package org.electra4j.core.nn;

import org.electra4j.core.nn.Initializer.GlorotUniform;
import org.electra4j.core.nn.Initializer.TruncatedNormal;

/** The values that a network's parameters begin with; architecture and training are the same for all. */
public sealed interface Start {

  /** Everything but projections, heads, biases and norms. */
  Initializer matrices();

  /** Word table. */
  default Initializer words() {
    return matrices();
  }

  /** Position table, [maxPositions, embedding]. */
  default Initializer positions(EncoderConfig size) {
    return matrices();
  }

  /** Projection from embedding to hidden, [embedding, hidden]. */
  default Initializer projection(EncoderConfig size) {
    return new GlorotUniform();
  }

  /** Query, key and value of a layer, [hidden, 3 * hidden]. */
  default Initializer queryKeyValue(EncoderConfig size, int layer) {
    return matrices();
  }

  /** The dense layer after the heads, [hidden, hidden]. */
  default Initializer attentionOutput(EncoderConfig size, int layer) {
    return matrices();
  }

  /**
   * The published start: truncated normal everywhere, Glorot for the projection (published code: create_initializer).
   *
   * @param deviation 0.02 in the paper's models
   */
  record Published(double deviation) implements Start {
    @Override
    public Initializer matrices() {
      return new TruncatedNormal(deviation);
    }
  }

  /**
   * A start that knows its neighbours: positions begin as sinusoids, and the heads of the first layer look at the positions before and
   * after. On small budgets a network from the published start spends its steps on finding these (docs/numerics.md, "start").
   *
   * @param deviation of all that is not said otherwise
   * @param positionScale size of the sinusoids, relative to the word table's deviation
   */
  record Neighbours(double deviation, double positionScale) implements Start {
    private static final double BASE = 10_000;
    private static final int[] OFFSETS = {-1, 1, -2, 2, -3, 3, -4, 4};

    @Override
    public Initializer matrices() {
      return new TruncatedNormal(deviation);
    }

    /** Column f of the first half holds sin(w_f i), of the second half cos(w_f i), with w_f = base^(-f / half). */
    @Override
    public Initializer positions(EncoderConfig size) {
      int half = size.embeddingSize() / 2;
      double amplitude = deviation * Math.sqrt(2) * positionScale;
      return (parameter, seed, row, column) -> {
        if (column >= 2 * half) {
          return 0f;
        }
        double angle = row * frequency(column % half, half);
        return (float) (amplitude * (column < half ? StrictMath.sin(angle) : StrictMath.cos(angle)));
      };
    }

    /** The first columns carry the fastest sinusoids through unmixed, sine and cosine side by side; Glorot for the rest. */
    @Override
    public Initializer projection(EncoderConfig size) {
      int half = size.embeddingSize() / 2;
      int carried = 2 * frequencies(size);
      GlorotUniform rest = new GlorotUniform();
      return (parameter, seed, row, column) -> {
        if (column >= carried) {
          return rest.value(parameter, seed, row, column);
        }
        return row == column / 2 + column % 2 * half ? 1f : 0f;
      };
    }

    /**
     * In the first layer a head's key reads the sinusoids, and its query the same ones turned by the head's offset: their product is
     * largest where key position - query position is that offset.
     */
    @Override
    public Initializer queryKeyValue(EncoderConfig size, int layer) {
      if (layer != 0) {
        return matrices();
      }
      int hidden = size.hiddenSize();
      int headSize = size.headSize();
      int half = size.embeddingSize() / 2;
      int frequencies = frequencies(size);
      double scale = 1.2 * Math.sqrt(32.0 / headSize);
      TruncatedNormal value = new TruncatedNormal(1 / Math.sqrt(hidden));
      return (parameter, seed, row, column) -> {
        if (column >= 2 * hidden) {
          return value.value(parameter, seed, row, column);
        }
        int within = column % hidden;
        int pair = within % headSize / 2;
        boolean cosine = within % headSize % 2 == 1;
        if (pair >= frequencies) {
          return 0f;
        }
        int sineRow = size.projected() ? 2 * pair : pair;
        int cosineRow = size.projected() ? 2 * pair + 1 : half + pair;
        if (row != sineRow && row != cosineRow) {
          return 0f;
        }
        boolean readsCosine = row == cosineRow;
        boolean key = column >= hidden;
        int offset = key ? 0 : OFFSETS[within / headSize % OFFSETS.length];
        double angle = offset * frequency(pair, half);
        if (readsCosine == cosine) {
          return (float) (scale * StrictMath.cos(angle));
        }
        // sin(wi + wo) = sin(wi) cos(wo) + cos(wi) sin(wo); cos(wi + wo) = cos(wi) cos(wo) - sin(wi) sin(wo)
        return (float) (scale * (cosine ? -StrictMath.sin(angle) : StrictMath.sin(angle)));
      };
    }

    @Override
    public Initializer attentionOutput(EncoderConfig size, int layer) {
      return layer == 0 ? new TruncatedNormal(1 / Math.sqrt(size.hiddenSize())) : matrices();
    }

    private static int frequencies(EncoderConfig size) {
      return Math.min(size.headSize() / 2, size.embeddingSize() / 2);
    }

    private static double frequency(int index, int half) {
      return StrictMath.pow(BASE, -(double) index / half);
    }
  }
}
