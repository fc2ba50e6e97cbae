package org.electra4j.experiments.report;

import java.awt.Color;
import java.awt.Composite;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.GraphicsConfiguration;
import java.awt.Image;
import java.awt.Paint;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.BufferedImageOp;
import java.awt.image.ImageObserver;
import java.awt.image.RenderedImage;
import java.awt.image.renderable.RenderableImage;
import java.text.AttributedCharacterIterator;
import java.util.Map;

/** Draws through another, and measures text as {@link FigureFont} does: all that is asked of the machine's fonts is intercepted here. */
final class MeasuredGraphics extends Graphics2D {
  private final Graphics2D drawn;

  MeasuredGraphics(Graphics2D drawn) {
    this.drawn = drawn;
  }

  @Override
  public FontMetrics getFontMetrics(Font font) {
    return FigureFont.of(font).metrics();
  }

  @Override
  public Graphics create() {
    return new MeasuredGraphics((Graphics2D) drawn.create());
  }

  @Override
  public void addRenderingHints(Map<?, ?> hints) {
    drawn.addRenderingHints(hints);
  }

  @Override
  public void clearRect(int x, int y, int width, int height) {
    drawn.clearRect(x, y, width, height);
  }

  @Override
  public void clip(Shape shape) {
    drawn.clip(shape);
  }

  @Override
  public void clipRect(int x, int y, int width, int height) {
    drawn.clipRect(x, y, width, height);
  }

  @Override
  public void copyArea(int x, int y, int width, int height, int dx, int dy) {
    drawn.copyArea(x, y, width, height, dx, dy);
  }

  @Override
  public void dispose() {
    drawn.dispose();
  }

  @Override
  public void draw(Shape shape) {
    drawn.draw(shape);
  }

  @Override
  public void drawArc(int x, int y, int width, int height, int startAngle, int arcAngle) {
    drawn.drawArc(x, y, width, height, startAngle, arcAngle);
  }

  @Override
  public void drawGlyphVector(GlyphVector glyphs, float x, float y) {
    drawn.drawGlyphVector(glyphs, x, y);
  }

  @Override
  public void drawImage(BufferedImage image, BufferedImageOp operation, int x, int y) {
    drawn.drawImage(image, operation, x, y);
  }

  @Override
  public boolean drawImage(Image image, AffineTransform transform, ImageObserver observer) {
    return drawn.drawImage(image, transform, observer);
  }

  @Override
  public boolean drawImage(Image image, int dx1, int dy1, int dx2, int dy2, int sx1, int sy1, int sx2, int sy2, Color color,
      ImageObserver observer) {
    return drawn.drawImage(image, dx1, dy1, dx2, dy2, sx1, sy1, sx2, sy2, color, observer);
  }

  @Override
  public boolean drawImage(Image image, int dx1, int dy1, int dx2, int dy2, int sx1, int sy1, int sx2, int sy2, ImageObserver observer) {
    return drawn.drawImage(image, dx1, dy1, dx2, dy2, sx1, sy1, sx2, sy2, observer);
  }

  @Override
  public boolean drawImage(Image image, int x, int y, Color color, ImageObserver observer) {
    return drawn.drawImage(image, x, y, color, observer);
  }

  @Override
  public boolean drawImage(Image image, int x, int y, ImageObserver observer) {
    return drawn.drawImage(image, x, y, observer);
  }

  @Override
  public boolean drawImage(Image image, int x, int y, int width, int height, Color color, ImageObserver observer) {
    return drawn.drawImage(image, x, y, width, height, color, observer);
  }

  @Override
  public boolean drawImage(Image image, int x, int y, int width, int height, ImageObserver observer) {
    return drawn.drawImage(image, x, y, width, height, observer);
  }

  @Override
  public void drawLine(int x1, int y1, int x2, int y2) {
    drawn.drawLine(x1, y1, x2, y2);
  }

  @Override
  public void drawOval(int x, int y, int width, int height) {
    drawn.drawOval(x, y, width, height);
  }

  @Override
  public void drawPolygon(int[] xs, int[] ys, int count) {
    drawn.drawPolygon(xs, ys, count);
  }

  @Override
  public void drawPolyline(int[] xs, int[] ys, int count) {
    drawn.drawPolyline(xs, ys, count);
  }

  @Override
  public void drawRenderableImage(RenderableImage image, AffineTransform transform) {
    drawn.drawRenderableImage(image, transform);
  }

  @Override
  public void drawRenderedImage(RenderedImage image, AffineTransform transform) {
    drawn.drawRenderedImage(image, transform);
  }

  @Override
  public void drawRoundRect(int x, int y, int width, int height, int arcWidth, int arcHeight) {
    drawn.drawRoundRect(x, y, width, height, arcWidth, arcHeight);
  }

  @Override
  public void drawString(AttributedCharacterIterator text, float x, float y) {
    drawn.drawString(text, x, y);
  }

  @Override
  public void drawString(AttributedCharacterIterator text, int x, int y) {
    drawn.drawString(text, x, y);
  }

  @Override
  public void drawString(String text, float x, float y) {
    drawn.drawString(text, x, y);
  }

  @Override
  public void drawString(String text, int x, int y) {
    drawn.drawString(text, x, y);
  }

  @Override
  public void fill(Shape shape) {
    drawn.fill(shape);
  }

  @Override
  public void fillArc(int x, int y, int width, int height, int startAngle, int arcAngle) {
    drawn.fillArc(x, y, width, height, startAngle, arcAngle);
  }

  @Override
  public void fillOval(int x, int y, int width, int height) {
    drawn.fillOval(x, y, width, height);
  }

  @Override
  public void fillPolygon(int[] xs, int[] ys, int count) {
    drawn.fillPolygon(xs, ys, count);
  }

  @Override
  public void fillRect(int x, int y, int width, int height) {
    drawn.fillRect(x, y, width, height);
  }

  @Override
  public void fillRoundRect(int x, int y, int width, int height, int arcWidth, int arcHeight) {
    drawn.fillRoundRect(x, y, width, height, arcWidth, arcHeight);
  }

  @Override
  public Color getBackground() {
    return drawn.getBackground();
  }

  @Override
  public Shape getClip() {
    return drawn.getClip();
  }

  @Override
  public Rectangle getClipBounds() {
    return drawn.getClipBounds();
  }

  @Override
  public Color getColor() {
    return drawn.getColor();
  }

  @Override
  public Composite getComposite() {
    return drawn.getComposite();
  }

  @Override
  public GraphicsConfiguration getDeviceConfiguration() {
    return drawn.getDeviceConfiguration();
  }

  @Override
  public Font getFont() {
    return drawn.getFont();
  }

  @Override
  public FontRenderContext getFontRenderContext() {
    return drawn.getFontRenderContext();
  }

  @Override
  public Paint getPaint() {
    return drawn.getPaint();
  }

  @Override
  public Object getRenderingHint(RenderingHints.Key key) {
    return drawn.getRenderingHint(key);
  }

  @Override
  public RenderingHints getRenderingHints() {
    return drawn.getRenderingHints();
  }

  @Override
  public Stroke getStroke() {
    return drawn.getStroke();
  }

  @Override
  public AffineTransform getTransform() {
    return drawn.getTransform();
  }

  @Override
  public boolean hit(Rectangle rectangle, Shape shape, boolean onStroke) {
    return drawn.hit(rectangle, shape, onStroke);
  }

  @Override
  public void rotate(double theta) {
    drawn.rotate(theta);
  }

  @Override
  public void rotate(double theta, double x, double y) {
    drawn.rotate(theta, x, y);
  }

  @Override
  public void scale(double x, double y) {
    drawn.scale(x, y);
  }

  @Override
  public void setBackground(Color color) {
    drawn.setBackground(color);
  }

  @Override
  public void setClip(Shape shape) {
    drawn.setClip(shape);
  }

  @Override
  public void setClip(int x, int y, int width, int height) {
    drawn.setClip(x, y, width, height);
  }

  @Override
  public void setColor(Color color) {
    drawn.setColor(color);
  }

  @Override
  public void setComposite(Composite composite) {
    drawn.setComposite(composite);
  }

  @Override
  public void setFont(Font font) {
    drawn.setFont(font);
  }

  @Override
  public void setPaint(Paint paint) {
    drawn.setPaint(paint);
  }

  @Override
  public void setPaintMode() {
    drawn.setPaintMode();
  }

  @Override
  public void setRenderingHint(RenderingHints.Key key, Object value) {
    drawn.setRenderingHint(key, value);
  }

  @Override
  public void setRenderingHints(Map<?, ?> hints) {
    drawn.setRenderingHints(hints);
  }

  @Override
  public void setStroke(Stroke stroke) {
    drawn.setStroke(stroke);
  }

  @Override
  public void setTransform(AffineTransform transform) {
    drawn.setTransform(transform);
  }

  @Override
  public void setXORMode(Color color) {
    drawn.setXORMode(color);
  }

  @Override
  public void shear(double x, double y) {
    drawn.shear(x, y);
  }

  @Override
  public void transform(AffineTransform transform) {
    drawn.transform(transform);
  }

  @Override
  public void translate(double x, double y) {
    drawn.translate(x, y);
  }

  @Override
  public void translate(int x, int y) {
    drawn.translate(x, y);
  }
}
