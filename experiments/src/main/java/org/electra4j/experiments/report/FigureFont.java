package org.electra4j.experiments.report;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.font.FontRenderContext;
import java.awt.font.LineMetrics;
import java.util.Locale;

/**
 * Sans-serif, measured by a table instead of by the machine's fonts: figures have the same bytes everywhere, and are drawn where no font is
 * installed, as on many servers. The widths are those of DejaVu Sans, which are larger than those of other usual ones, so that
 * text has room whatever a viewer shows it in.
 */
final class FigureFont extends Font {
  private static final long serialVersionUID = 1;
  private static final float ASCENT = 0.92822266f;
  private static final float DESCENT = 0.23583984f;
  private static final double UNITS = 1000;
  /** Of what is not in the tables: a letter with an accent, and from this character on a Chinese, Japanese or Korean one. */
  private static final int OTHER = 640;
  private static final int WIDE = 1000;
  private static final int FIRST_WIDE = 0x1100;

  /** Thousandths of the size, from the space on. */
  private static final int[] PLAIN_WIDTHS = {
      318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337,
      636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
      1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787,
      603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
      500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
      635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838};
  private static final int[] BOLD_WIDTHS = {
      348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365,
      696, 696, 696, 696, 696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 580,
      1000, 774, 762, 734, 830, 683, 683, 821, 837, 372, 372, 775, 637, 995, 837, 850,
      733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 365, 457, 838, 500,
      500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687,
      716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838};

  FigureFont(int style, int size) {
    super(SANS_SERIF, style, size);
  }

  static FigureFont of(Font font) {
    return font instanceof FigureFont known ? known : new FigureFont(font.getStyle(), font.getSize());
  }

  /** In pixels. */
  double widthOf(String text) {
    return text.chars().map(this::width).sum() * getSize() / UNITS;
  }

  private int width(int character) {
    int[] widths = isBold() ? BOLD_WIDTHS : PLAIN_WIDTHS;
    if (character >= ' ' && character < ' ' + widths.length) {
      return widths[character - ' '];
    }
    return character < FIRST_WIDE ? OTHER : WIDE;
  }

  FontMetrics metrics() {
    return new Metrics(this);
  }

  /** Where AWT would look among the installed ones. */
  @Override
  public String getFamily(Locale language) {
    return SANS_SERIF;
  }

  @Override
  public LineMetrics getLineMetrics(String text, FontRenderContext context) {
    return new Lines(text.length(), getSize());
  }

  /** Rounded as AWT rounds. */
  private static final class Metrics extends FontMetrics {
    private static final long serialVersionUID = 1;
    private static final float ALMOST_ONE = 0.95f;

    Metrics(FigureFont font) {
      super(font);
    }

    @Override
    public int getAscent() {
      return (int) (ALMOST_ONE + ASCENT * font.getSize());
    }

    @Override
    public int getDescent() {
      return (int) (ALMOST_ONE + DESCENT * font.getSize());
    }

    @Override
    public int stringWidth(String text) {
      return (int) (0.5 + ((FigureFont) font).widthOf(text));
    }

    @Override
    public int charWidth(char character) {
      return stringWidth(String.valueOf(character));
    }

    @Override
    public int charsWidth(char[] data, int offset, int length) {
      return stringWidth(new String(data, offset, length));
    }
  }

  /** One line; charts ask for its height alone. */
  private static final class Lines extends LineMetrics {
    private final int characters;
    private final int size;

    Lines(int characters, int size) {
      this.characters = characters;
      this.size = size;
    }

    @Override
    public int getNumChars() {
      return characters;
    }

    @Override
    public float getAscent() {
      return ASCENT * size;
    }

    @Override
    public float getDescent() {
      return DESCENT * size;
    }

    @Override
    public float getLeading() {
      return 0;
    }

    @Override
    public float getHeight() {
      return (ASCENT + DESCENT) * size;
    }

    @Override
    public int getBaselineIndex() {
      return ROMAN_BASELINE;
    }

    @Override
    public float[] getBaselineOffsets() {
      return new float[] {0, 0, 0};
    }

    @Override
    public float getStrikethroughOffset() {
      return -ASCENT * size / 3;
    }

    @Override
    public float getStrikethroughThickness() {
      return 1;
    }

    @Override
    public float getUnderlineOffset() {
      return 1;
    }

    @Override
    public float getUnderlineThickness() {
      return 1;
    }
  }
}
