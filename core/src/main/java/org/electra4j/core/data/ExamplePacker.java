package org.electra4j.core.data;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.electra4j.core.random.Draws;
import org.electra4j.core.random.Purpose;

/**
 * Lines of a document, as token ids, to examples {@code [CLS] A [SEP] B [SEP]}; no example holds text of two documents.
 *
 * <p>Common to both ways: before each example a target length is drawn (one time in twenty uniform in 5 to the length, else the length),
 * and one example in ten is to have a single segment. The first segment's target is half the target length, special tokens set aside.
 *
 * <p><b>PUBLISHED</b> follows build_pretraining_dataset.py. Lines are collected until they have as many tokens as the target, or the
 * document ends. A line goes to A while A is empty or stays below the first segment's target with it; a line that crosses this target goes
 * to A or B by a coin, if B is empty; all others go to B, except that a later line that is short enough returns to A. Both segments are
 * then cut to the length, and the rest is thrown away: of lines longer than an example most is lost.
 *
 * <p><b>FULL</b> loses nothing: each token stands in one example, in the order of the text. Lines are taken until the target is full; what
 * is left of the last one begins the next example. A gets lines as above, never again once B has begun; a line that would leave no room for
 * B goes to B, or, when A is empty, is cut at the first segment's target. The remainder of a document is an example of its own, however
 * short.
 *
 * <p><b>PAIRS</b> is for next-sentence prediction: every example has two segments, each of half the target length at most. A gets lines
 * while they fit, B likewise what follows; a line that is longer than a half is cut. Half of the pairs then exchange their B with another
 * document's ({@link NeighbourExchange}); since any A fits any B, nothing is lost but a document's single last token. A remainder that has
 * no B is cut in two.
 *
 * <p>Otherwise a function of settings and document: draws are addressed by the document's index and counted within it. Not for several
 * threads at once.
 */
public final class ExamplePacker {
  private static final double SINGLE_SEGMENT_SHARE = 0.1;
  private static final double CHANCE_LENGTH_SHARE = 0.05;
  private static final double TO_FIRST_SEGMENT_SHARE = 0.5;
  private static final double FALSE_NEIGHBOURS_SHARE = 0.5;
  private static final int SPECIAL_OF_ONE_SEGMENT = 2;
  private static final int SPECIAL_OF_TWO_SEGMENTS = 3;

  private final DatasetSettings settings;
  private final Segment a;
  private final Segment b;
  private final NeighbourExchange exchange;
  private Draws draws;
  private long drawn;

  /** Packs for a file of these settings. */
  public ExamplePacker(DatasetSettings settings) {
    this.settings = settings;
    a = new Segment(settings.length());
    b = new Segment(settings.length());
    exchange = new NeighbourExchange(settings.seed());
  }

  /** Gives the examples of a document to the consumer, in order; none if it has no tokens. */
  public void pack(long document, List<int[]> lines, Consumer<Example> consumer) {
    draws = new Draws(settings.seed(), document);
    drawn = 0;
    switch (settings.packing()) {
      case PUBLISHED -> packPublished(lines, consumer);
      case FULL -> packFull(lines, consumer);
      case PAIRS -> packPairs(document, lines, consumer);
    }
  }

  /** Gives what still waits for a partner, once all documents are packed. */
  public void finish(Consumer<Example> consumer) {
    exchange.finish(consumer);
  }

  private void packPairs(long document, List<int[]> lines, Consumer<Example> consumer) {
    Cursor text = new Cursor(lines);
    while (text.more()) {
      int room = drawTarget() - SPECIAL_OF_TWO_SEGMENTS;
      int most = room / 2;
      fill(text, a, most);
      fill(text, b, most);
      if (b.size == 0) {
        a.splitInto(b);
      }
      if (b.size == 0) {
        a.size = 0;
      } else if (drawUniform() < FALSE_NEIGHBOURS_SHARE) {
        emit(example -> exchange.add(document, example, consumer));
      } else {
        emit(consumer);
      }
    }
  }

  /** Whole lines while they fit; of a line that is longer than the segment, as much as fits. */
  private static void fill(Cursor text, Segment segment, int most) {
    while (text.more() && (segment.size == 0 || segment.size + text.restOfLine() <= most)) {
      text.moveTo(segment, Math.min(text.restOfLine(), most - segment.size));
    }
  }

  private void packPublished(List<int[]> lines, Consumer<Example> consumer) {
    int first = 0;
    int tokens = 0;
    int target = drawTarget();
    for (int end = 1; end <= lines.size(); end++) {
      tokens += lines.get(end - 1).length;
      if (tokens >= target || end == lines.size() && tokens > 0) {
        int firstTarget = drawSingleSegment() ? Integer.MAX_VALUE : firstTarget(target);
        for (int[] line : lines.subList(first, end)) {
          boolean toA = a.size == 0 || a.size + line.length < firstTarget
              || b.size == 0 && a.size < firstTarget && drawUniform() < TO_FIRST_SEGMENT_SHARE;
          (toA ? a : b).add(line, 0, line.length);
        }
        a.cut(settings.length() - SPECIAL_OF_ONE_SEGMENT);
        b.cut(Math.max(0, settings.length() - a.size - SPECIAL_OF_TWO_SEGMENTS));
        emit(consumer);
        first = end;
        tokens = 0;
        target = drawTarget();
      }
    }
  }

  private void packFull(List<int[]> lines, Consumer<Example> consumer) {
    Cursor text = new Cursor(lines);
    while (text.more()) {
      int target = drawTarget();
      if (drawSingleSegment()) {
        text.moveTo(a, target - SPECIAL_OF_ONE_SEGMENT);
      } else {
        int room = target - SPECIAL_OF_TWO_SEGMENTS;
        fillFirst(text, firstTarget(target), room);
        text.moveTo(b, room - a.size);
      }
      emit(consumer);
    }
  }

  /** Lines to A; at least one token, and at least one place is left for B. */
  private void fillFirst(Cursor text, int firstTarget, int room) {
    while (text.more() && a.size < firstTarget) {
      int line = text.restOfLine();
      boolean fits = a.size + line < room;
      if (a.size == 0 && !fits) {
        text.moveTo(a, firstTarget);
        return;
      }
      if (a.size > 0 && a.size + line >= firstTarget && !(fits && drawUniform() < TO_FIRST_SEGMENT_SHARE)) {
        return;
      }
      text.moveTo(a, line);
    }
  }

  private void emit(Consumer<Example> consumer) {
    int second = a.size + SPECIAL_OF_ONE_SEGMENT;
    int[] ids = new int[b.size == 0 ? second : second + b.size + 1];
    ids[0] = settings.classifier();
    System.arraycopy(a.ids, 0, ids, 1, a.size);
    ids[second - 1] = settings.separator();
    if (b.size > 0) {
      System.arraycopy(b.ids, 0, ids, second, b.size);
      ids[ids.length - 1] = settings.separator();
    }
    a.size = 0;
    b.size = 0;
    consumer.accept(new Example(ids, second));
  }

  private int drawTarget() {
    int length = settings.length();
    if (drawUniform() >= CHANCE_LENGTH_SHARE) {
      return length;
    }
    return DatasetSettings.MIN_LENGTH + draws.below(Purpose.PACKING, drawn++, length - DatasetSettings.MIN_LENGTH + 1);
  }

  private boolean drawSingleSegment() {
    return drawUniform() < SINGLE_SEGMENT_SHARE;
  }

  private double drawUniform() {
    return draws.uniform(Purpose.PACKING, drawn++);
  }

  private static int firstTarget(int target) {
    return (target - SPECIAL_OF_TWO_SEGMENTS) / 2;
  }

  /** Tokens of a segment in the making. */
  private static final class Segment {
    private int[] ids;
    private int size;

    Segment(int capacity) {
      ids = new int[capacity];
    }

    void add(int[] tokens, int from, int count) {
      if (size + count > ids.length) {
        ids = Arrays.copyOf(ids, Math.max(size + count, 2 * ids.length));
      }
      System.arraycopy(tokens, from, ids, size, count);
      size += count;
    }

    /** Moves the later half to another segment. */
    void splitInto(Segment other) {
      int kept = (size + 1) / 2;
      other.add(ids, kept, size - kept);
      size = kept;
    }

    void cut(int most) {
      size = Math.min(size, most);
    }
  }

  /** A place in a document's text. */
  private static final class Cursor {
    private final List<int[]> lines;
    private int line;
    private int token;

    Cursor(List<int[]> lines) {
      this.lines = lines;
    }

    /** Whether tokens are left; steps over line ends. */
    boolean more() {
      while (line < lines.size() && token == lines.get(line).length) {
        line++;
        token = 0;
      }
      return line < lines.size();
    }

    int restOfLine() {
      return lines.get(line).length - token;
    }

    /** Moves the next tokens, at most {@code count}, from one line or several. */
    void moveTo(Segment segment, int count) {
      int left = count;
      while (left > 0 && more()) {
        int some = Math.min(left, restOfLine());
        segment.add(lines.get(line), token, some);
        token += some;
        left -= some;
      }
    }
  }
}
