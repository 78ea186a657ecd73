package io.drawbridge.integration;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A fault planted into one class of the product: a text of its source, which must be there exactly
 * once, is replaced, and the class compiled to a folder that stands before the built jars.
 *
 * @param source below the repository's root
 */
record Mutant(String name, String source, String original, String planted) {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** The class path with this fault in front. */
  Classes compile() throws IOException {
    Path file = ROOT.resolve(source);
    String text = Files.readString(file);
    int at = text.indexOf(original);
    if (at < 0 || text.indexOf(original, at + 1) >= 0) {
      throw new AssertionError(
          name + ": \"" + original + "\" in " + source + " (expected: exactly once)");
    }
    Path folder = Recording.emptied(Path.of("target", "mutants", name).toAbsolutePath());
    Path classes = Files.createDirectories(folder.resolve("classes"));
    Path planted = folder.resolve(file.getFileName().toString());
    Files.writeString(planted, text.replace(original, this.planted));
    compile(planted, classes);
    return Classes.withFault(classes);
  }

  private void compile(Path file, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp", jars());
      boolean compiled =
          compiler
              .getTask(messages, files, null, options, null, files.getJavaFileObjects(file))
              .call();
      if (!compiled) {
        throw new AssertionError(name + " does not compile: " + messages);
      }
    }
  }

  private static String jars() throws IOException {
    try (var jars = Files.list(TestPaths.LIB)) {
      return jars.filter(jar -> jar.toString().endsWith(".jar"))
          .map(Path::toString)
          .collect(Collectors.joining(File.pathSeparator));
    }
  }
}
