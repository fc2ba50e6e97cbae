package org.electra4j.experiments.report;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.electra4j.core.train.CurvePoint;

/**
 * Scalars for TensorBoard: an event file, which is a row of records with their lengths and checksums (TFRecord), each a message of protocol
 * buffers (tensorflow/core/util/event.proto). It holds times, so no two are alike; a run that goes on begins another beside it.
 */
public final class EventFile implements AutoCloseable {
  private static final int EVENT_WALL_TIME = 1;
  private static final int EVENT_STEP = 2;
  private static final int EVENT_FILE_VERSION = 3;
  private static final int EVENT_SUMMARY = 5;
  private static final int SUMMARY_VALUE = 1;
  private static final int VALUE_TAG = 1;
  private static final int VALUE_SIMPLE = 2;
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;
  private static final int MASK_DELTA = 0xa282ead8;

  private final Path file;
  private final OutputStream out;

  /** Begins a file in this folder, which is made if it is not there. */
  public EventFile(Path folder) {
    Instant now = Instant.now();
    file = folder.resolve("events.out.tfevents.%010d.%d.electra4j".formatted(now.getEpochSecond(), ProcessHandle.current().pid()));
    try {
      Files.createDirectories(folder);
      out = new BufferedOutputStream(Files.newOutputStream(file));
    } catch (IOException e) {
      throw new UncheckedIOException("TensorBoard's events cannot be written to %s: %s".formatted(folder, e), e);
    }
    Message event = event();
    event.bytes(EVENT_FILE_VERSION, "brain.Event:2".getBytes(StandardCharsets.US_ASCII));
    write(event);
  }

  /** Values at a step, by name; what is not a number is left out. They can be read at once. */
  public void add(long step, Map<String, Double> values) {
    values.forEach((name, value) -> {
      if (Double.isFinite(value)) {
        Message scalar = new Message();
        scalar.bytes(VALUE_TAG, name.getBytes(StandardCharsets.UTF_8));
        scalar.float32(VALUE_SIMPLE, value.floatValue());
        Message summary = new Message();
        summary.bytes(SUMMARY_VALUE, scalar.bytes());
        Message event = event();
        event.varint(EVENT_STEP, step);
        event.bytes(EVENT_SUMMARY, summary.bytes());
        write(event);
      }
    });
    try {
      out.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** A row of a run's curve. */
  public void add(CurvePoint point) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss/total", point.total());
    values.put("loss/masked_lm", point.maskedLm());
    values.put("loss/prediction", point.prediction());
    values.put("gradient_norm", point.gradientNorm());
    values.put("learning_rate", point.learningRate());
    values.put("replaced", point.replaced());
    add(point.step(), values);
  }

  private static Message event() {
    Message event = new Message();
    Instant now = Instant.now();
    event.float64(EVENT_WALL_TIME, now.getEpochSecond() + now.getNano() / 1e9);
    return event;
  }

  private void write(Message message) {
    byte[] data = message.bytes();
    byte[] length = little(Long.BYTES).putLong(data.length).array();
    try {
      out.write(length);
      out.write(checksum(length));
      out.write(data);
      out.write(checksum(data));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private UncheckedIOException failed(IOException e) {
    return new UncheckedIOException("%s: cannot be written: %s".formatted(file, e), e);
  }

  /** CRC32C, turned and moved, so that a checksum of checksums is none of the usual ones. */
  private static byte[] checksum(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return little(Integer.BYTES).putInt(Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA).array();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** A message of protocol buffers under construction. */
  private static final class Message {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    void varint(int field, long value) {
      key(field, VARINT);
      varint(value);
    }

    void float32(int field, float value) {
      key(field, FIXED_32);
      written.writeBytes(little(Float.BYTES).putFloat(value).array());
    }

    void float64(int field, double value) {
      key(field, FIXED_64);
      written.writeBytes(little(Double.BYTES).putDouble(value).array());
    }

    void bytes(int field, byte[] value) {
      key(field, LENGTH_DELIMITED);
      varint(value.length);
      written.writeBytes(value);
    }

    private void key(int field, int type) {
      varint((long) field << 3 | type);
    }

    private void varint(long value) {
      long left = value;
      while ((left & ~0x7fL) != 0) {
        written.write((int) (left & 0x7f | 0x80));
        left >>>= 7;
      }
      written.write((int) left);
    }

    byte[] bytes() {
      return written.toByteArray();
    }
  }
}
