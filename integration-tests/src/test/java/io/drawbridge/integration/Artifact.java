package io.drawbridge.integration;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A folder beside the built jars, from which a gateway's next process can be started. */
final class Artifact implements AutoCloseable {
  private final Path folder;

  private Artifact(Path folder) {
    this.folder = folder;
  }

  /** With the jars that were built. */
  static Artifact copy(String name) throws IOException {
    Path folder = TestPaths.LIB.resolveSibling(name + "-" + ProcessHandle.current().pid());
    Files.createDirectory(folder);
    for (Path jar : files(TestPaths.LIB)) {
      Files.createLink(folder.resolve(jar.getFileName()), jar);
    }
    return new Artifact(folder);
  }

  /** With a fault in the gateway's own jar. */
  static Artifact withFault(Mutant mutant) throws IOException {
    Path classes = mutant.compile().front().orElseThrow();
    Artifact artifact = copy(mutant.name());
    try {
      artifact.replace(TestPaths.jar("data-plane"), classes);
    } catch (IOException e) {
      artifact.close();
      throw e;
    }
    return artifact;
  }

  private void replace(Path built, Path classes) throws IOException {
    Path jar = folder.resolve(built.getFileName());
    Files.delete(jar); // it is the built one itself
    Files.copy(built, jar);
    try (FileSystem inside = FileSystems.newFileSystem(jar);
        Stream<Path> walk = Files.walk(classes)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        Path old = inside.getPath("/" + classes.relativize(file));
        Files.copy(file, old, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /** As orders name it. */
  String name() {
    return folder.getFileName().toString();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Override
  public void close() throws IOException {
    for (Path file : files(folder)) {
      Files.delete(file);
    }
    Files.delete(folder);
  }
}
