package org.electra4j.core.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.electra4j.core.files.AtomicFile;
import org.electra4j.core.huggingface.Safetensors.Source;
import org.electra4j.core.huggingface.Safetensors.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  private static final String FLOATS = "{'dtype':'F32','shape':[2,1],'data_offsets':[0,8]}";

  @TempDir
  private Path folder;

  @Test
  void whatIsWrittenIsReadBack() {
    Path file = folder.resolve("model.safetensors");
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    metadata.put("who", "é \"quoted\" \n");
    metadata.put("what", "");
    try (Arena arena = Arena.ofShared()) {
      MemorySegment floats = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1f, -0f, Float.NaN, Float.MIN_VALUE, 5f, 6f);
      MemorySegment doubles = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, Math.PI);
      Safetensors.write(file, metadata, List.of(new Source("a/b.c-d_E", Type.F32, List.of(2L, 3L), floats),
          new Source("none", Type.F32, List.of(0L, 3L), arena.allocate(0)), new Source("scalar", Type.F64, List.of(), doubles)));
      try (Safetensors read = Safetensors.open(file)) {
        assertThat(read.checksummed()).isTrue();
        assertThat(read.metadata()).containsExactlyEntriesOf(withFormat(metadata));
        assertThat(read.tensors().sequencedKeySet()).containsExactly("a/b.c-d_E", "none", "scalar");
        MemorySegment target = arena.allocate(24);
        read.read(read.tensors().get("a/b.c-d_E"), target);
        assertThat(target.mismatch(floats)).isEqualTo(-1);
        read.verify();
      }
    }
    assertThat(folder).isDirectoryNotContaining(AtomicFile::isUnfinished);
  }

  private static SequencedMap<String, String> withFormat(SequencedMap<String, String> metadata) {
    SequencedMap<String, String> all = new LinkedHashMap<>(metadata);
    all.putFirst("format", "pt");
    return all;
  }

  @Test
  void anotherProgramsFileNeedsNoChecksums() throws IOException {
    try (Safetensors read = Safetensors.open(file("{'x':" + FLOATS + "}  ", 8))) {
      assertThat(read.checksummed()).isFalse();
      assertThat(read.tensors()).containsOnlyKeys("x");
      read.verify();
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "{'x':FLOATS,'x':FLOATS}                                                     | Duplicate field 'x'",
      "{'x':{'dtype':'F32','shape':[2],'shape':[2],'data_offsets':[0,8]}}          | Duplicate field 'shape'",
      "{'__metadata__':{'a':'b'},'__metadata__':{},'x':FLOATS}                     | Duplicate field '__metadata__'",
      "{'__metadata__':{'a':'b','a':'c'},'x':FLOATS}                               | Duplicate field 'a'",
      "{'__metadata__':{'a':1},'x':FLOATS}                                         | holds 1 under a, expected a string",
      "{'__metadata__':[],'x':FLOATS}                                              | __metadata__ is no object",
      "`` {'x':FLOATS}                                                             | does not begin with {",
      "[]                                                                          | does not begin with {",
      "{'x':FLOATS                                                                 | not the JSON it should be",
      "{'x':FLOATS}{}                                                              | not the JSON it should be",
      "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'more':{'a':{'b':{}}}}}| not the JSON it should be",
      "{'x':7}                                                                     | described by 7",
      "{'x':{'dtype':'F32','shape':[2]}}                                           | expected an object of dtype, shape and data_offsets",
      "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'more':1}}             | expected an object of dtype, shape and data_offsets",
      "{'x':{'dtype':'U8','shape':[8],'data_offsets':[0,8]}}                       | of type \"U8\", expected one of [F32, F64, F16,",
      "{'x':{'dtype':32,'shape':[2],'data_offsets':[0,8]}}                         | of type 32",
      "{'x':{'dtype':'F32','shape':2,'data_offsets':[0,8]}}                        | shape 2, expected an array",
      "{'x':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}}                    | expected whole numbers of 0 or more",
      "{'x':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}                     | expected whole numbers of 0 or more",
      "{'x':{'dtype':'F32','shape':['2'],'data_offsets':[0,8]}}                    | expected whole numbers of 0 or more",
      "{'x':{'dtype':'F32','shape':[9223372036854775808],'data_offsets':[0,8]}}    | expected whole numbers of 0 or more",
      "{'x':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}}  | larger than any file",
      "{'x':{'dtype':'F32','shape':[1,1,1,1,1,1,1,1,2],'data_offsets':[0,8]}}      | 9 dimensions, expected at most 8",
      "{'x':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}                      | spans 8 bytes, expected 12",
      "{'x':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}                      | expected begin and end, ascending",
      "{'x':{'dtype':'F32','shape':[2],'data_offsets':[0,8,8]}}                    | expected begin and end, ascending",
      "{'x':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}                      | begins at byte 4 of the data, expected 0",
      "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'y':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} "
          + "| begins at byte 0 of the data, expected 4",
      "{'x':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}                      | bytes, expected",
      "{'x':{'dtype':'F32','shape':[3],'data_offsets':[0,12]}}                     | bytes, expected",
      "{'../x y':FLOATS}                                                           | is called \"../x y\"",
      "{'':FLOATS}                                                                 | is called \"\"",
      "{'x\\u0000':FLOATS}                                                         | is called"})
  void whatIsNotExactlyRightIsRefused(String header, String message) throws IOException {
    Path file = file(header.strip().replace("``", " ").replace("FLOATS", FLOATS), 8);
    assertThatThrownBy(() -> Safetensors.open(file).close()).isInstanceOf(SafetensorsException.class)
        .hasMessageStartingWith(file + ": ").hasMessageContaining(message);
  }

  @Test
  void manyTensorsAndLongNamesAreRefused() throws IOException {
    String empty = "{'dtype':'F32','shape':[0],'data_offsets':[0,0]}";
    String many = IntStream.rangeClosed(0, 4096).mapToObj(i -> "'" + i + "':" + empty).collect(Collectors.joining(","));
    assertThatThrownBy(() -> Safetensors.open(file("{" + many + "}", 0))).hasMessageContaining("4097 tensors, expected at most 4096");
    String name = "n".repeat(201);
    assertThatThrownBy(() -> Safetensors.open(file("{'" + name + "':" + empty + "}", 0))).hasMessageContaining("expected 1 to 200 of");
  }

  @Test
  void lengthsThatCannotBeAreRefusedBeforeMemoryIsTaken() throws IOException {
    for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, (1 << 20) + 1, 9}) {
      Path file = folder.resolve("length");
      Files.write(file, ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
      assertThatThrownBy(() -> Safetensors.open(file)).isInstanceOf(SafetensorsException.class)
          .hasMessageContaining("says that its header has " + Long.toUnsignedString(length) + " bytes");
    }
    Path file = folder.resolve("short");
    Files.write(file, new byte[7]);
    assertThatThrownBy(() -> Safetensors.open(file)).hasMessageContaining("has 7 bytes, expected at least 8");
    assertThatThrownBy(() -> Safetensors.open(folder.resolve("none"))).hasMessageContaining("there is no such file");
    assertThatThrownBy(() -> Safetensors.open(folder)).isInstanceOf(SafetensorsException.class).hasMessageContaining("cannot be read");
  }

  @Test
  void malformedUtf8IsRefused() throws IOException {
    byte[] json = "{'a~b':{}}".replace('\'', '"').getBytes(StandardCharsets.US_ASCII);
    json[3] = (byte) 0xC0;
    Path file = folder.resolve("utf8");
    Files.write(file, ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json).array());
    assertThatThrownBy(() -> Safetensors.open(file)).hasMessageContaining("not UTF-8");
  }

  @Test
  void aWriterRefusesWhatNoReaderWouldTake() throws IOException {
    Path file = folder.resolve("refused");
    SequencedMap<String, String> none = new LinkedHashMap<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment four = arena.allocate(16);
      Source good = new Source("x", Type.F32, List.of(4L), four);
      assertThatThrownBy(() -> Safetensors.write(file, none, List.of(good, good))).isInstanceOf(IllegalArgumentException.class)
          .hasMessage("two tensors are called x");
      assertThatThrownBy(() -> Safetensors.write(file, none, List.of(new Source("x", Type.F32, List.of(5L), four))))
          .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("has 16 bytes, expected 20");
      assertThatThrownBy(() -> Safetensors.write(file, none, List.of(new Source("x y", Type.F32, List.of(4L), four))))
          .isInstanceOf(IllegalArgumentException.class);
      none.put("crc32c/x", "00000000");
      assertThatThrownBy(() -> Safetensors.write(file, none, List.of(good))).hasMessageContaining("kept for checksums");
      none.clear();
      assertThat(folder).isEmptyDirectory();
      Files.createFile(folder.resolve("a-file"));
      assertThatThrownBy(() -> Safetensors.write(folder.resolve("a-file/under-it"), none, List.of(good)))
          .isInstanceOf(SafetensorsException.class).hasMessageContaining("cannot be written");
    }
  }

  private Path file(String header, int dataBytes) throws IOException {
    byte[] json = header.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("file");
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    return Files.write(file, bytes.putLong(json.length).put(json).array());
  }
}
