package io.drawbridge.cli.fleet;

import io.drawbridge.policy.Policy;
import io.drawbridge.process.config.ConfigException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * A policy in a file, good by itself: whether it can be in force beside the others, only a control
 * plane can tell.
 */
record PolicyFile(Policy policy, String text) {
  /**
   * Reads it as a control plane would.
   *
   * @throws ParameterException when every problem was printed with its place, one a line
   */
  static PolicyFile read(Path file, CommandLine command) throws IOException {
    try {
      String text = Files.readString(file);
      return new PolicyFile(Policy.parse(file.toString(), text), text);
    } catch (NoSuchFileException e) {
      throw new ParameterException(command, file + ": not there (expected: a policy in YAML)", e);
    } catch (CharacterCodingException e) {
      throw new ParameterException(command, file + ": not UTF-8 (expected: a policy in YAML)", e);
    } catch (ConfigException e) {
      e.lines().forEach(command.getErr()::println);
      throw new ParameterException(command, file + ": not a good policy, as said above", e);
    }
  }

  String name() {
    return policy.name();
  }
}
