package org.electra4j.experiments.faults;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.electra4j.experiments.faults.Faults.Change;

/**
 * The machine's file system with a layer that {@link Faults} can make fail: the JVM's default, by
 * {@code -Djava.nio.file.spi.DefaultFileSystemProvider}. Every change to files goes through it, whatever code makes it.
 */
public final class FaultFileSystemProvider extends FileSystemProvider {
  private final FileSystemProvider real;
  private final FaultFileSystem system;

  /** Around the JVM's own, which it passes here. */
  public FaultFileSystemProvider(FileSystemProvider real) {
    this.real = real;
    system = new FaultFileSystem(this, real.getFileSystem(URI.create("file:///")));
  }

  /** Whether this process runs on it. */
  static boolean installed() {
    return Path.of("").getFileSystem().provider() instanceof FaultFileSystemProvider;
  }

  private Path wrap(Path path) {
    return new FaultPath(system, path);
  }

  @Override
  public String getScheme() {
    return real.getScheme();
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) throws IOException {
    return real.newFileSystem(uri, environment);
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return system;
  }

  @Override
  public Path getPath(URI uri) {
    return wrap(real.getPath(uri));
  }

  @Override
  public SeekableByteChannel newByteChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
    boolean writes = options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
    if (writes) {
      if (!Files.exists(FaultPath.real(path))) {
        Faults.before(new Change.Create(path));
      } else if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
        Faults.before(new Change.Truncate(path, 0));
      }
    }
    return new FaultChannel(path, real.newFileChannel(FaultPath.real(path), options, attributes),
        options.contains(StandardOpenOption.APPEND));
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DirectoryStream<Path> entries = real.newDirectoryStream(FaultPath.real(folder), entry -> filter.accept(wrap(entry)));
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return StreamSupport.stream(entries.spliterator(), false).map(FaultFileSystemProvider.this::wrap).iterator();
      }

      @Override
      public void close() throws IOException {
        entries.close();
      }
    };
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    if (!Files.exists(FaultPath.real(folder))) {
      Faults.before(new Change.MakeFolder(folder));
    }
    real.createDirectory(FaultPath.real(folder), attributes);
  }

  @Override
  public void delete(Path path) throws IOException {
    if (Files.exists(FaultPath.real(path), LinkOption.NOFOLLOW_LINKS)) {
      Faults.before(new Change.Delete(path));
    }
    real.delete(FaultPath.real(path));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    Faults.before(new Change.Create(target));
    real.copy(FaultPath.real(source), FaultPath.real(target), options);
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    Faults.before(new Change.Move(source, target));
    real.move(FaultPath.real(source), FaultPath.real(target), options);
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return real.isSameFile(FaultPath.real(path), FaultPath.real(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return real.isHidden(FaultPath.real(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return real.getFileStore(FaultPath.real(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    real.checkAccess(FaultPath.real(path), modes);
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
    return real.getFileAttributeView(FaultPath.real(path), type, options);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options) throws IOException {
    return real.readAttributes(FaultPath.real(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
    return real.readAttributes(FaultPath.real(path), attributes, options);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
    real.setAttribute(FaultPath.real(path), attribute, value, options);
  }

  @Override
  public Path readSymbolicLink(Path link) throws IOException {
    return wrap(real.readSymbolicLink(FaultPath.real(link)));
  }
}
