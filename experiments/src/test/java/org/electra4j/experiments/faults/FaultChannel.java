package org.electra4j.experiments.faults;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.electra4j.experiments.faults.Faults.Change;
import org.electra4j.experiments.faults.Faults.Killed;
import org.electra4j.experiments.faults.Faults.StorageException;

/** A channel whose changes {@link Faults} sees first. A write that fails has written its first half. */
final class FaultChannel extends FileChannel {
  private final Path path;
  private final FileChannel real;
  private final boolean appends;

  FaultChannel(Path path, FileChannel real, boolean appends) {
    this.path = path;
    this.real = real;
    this.appends = appends;
  }

  private interface Put {
    int put(ByteBuffer bytes, long position) throws IOException;
  }

  private int put(ByteBuffer source, long position, Put put) throws IOException {
    byte[] bytes = new byte[source.remaining()];
    source.duplicate().get(bytes);
    try {
      Faults.before(new Change.Write(path, position, bytes));
    } catch (StorageException e) {
      put.put(ByteBuffer.wrap(bytes, 0, bytes.length / 2), position);
      throw e;
    } catch (Killed e) {
      if (e.now()) {
        put.put(ByteBuffer.wrap(bytes, 0, bytes.length / 2), position);
      }
      throw e;
    }
    return put.put(source, position);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return put(source, appends ? real.size() : real.position(), (bytes, _) -> real.write(bytes));
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    return put(source, position, real::write);
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    long written = 0;
    for (int i = offset; i < offset + length; i++) {
      written += write(sources[i]);
    }
    return written;
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    Faults.before(new Change.Truncate(path, size));
    real.truncate(size);
    return this;
  }

  @Override
  public void force(boolean metadata) throws IOException {
    Faults.before(Files.isDirectory(FaultPath.real(path)) ? new Change.ForceFolder(path) : new Change.Force(path));
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
    throw new UnsupportedOperationException("not recorded");
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    requireReading(mode);
    return real.map(mode, position, size);
  }

  @Override
  public MemorySegment map(MapMode mode, long offset, long size, Arena arena) throws IOException {
    requireReading(mode);
    return real.map(mode, offset, size, arena);
  }

  private static void requireReading(MapMode mode) {
    if (mode != MapMode.READ_ONLY) {
      throw new UnsupportedOperationException("not recorded");
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return real.read(target);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    return real.read(targets, offset, length);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return real.read(target, position);
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return real.transferTo(position, count, target);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long newPosition) throws IOException {
    real.position(newPosition);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return real.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return real.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }
}
