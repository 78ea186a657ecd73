package io.drawbridge.cli.servers;

import java.nio.file.Path;
import java.util.Map;

/**
 * An executable and what it needs around it.
 *
 * @param environment variables to add, such as where its libraries are
 */
public record Program(Path executable, Map<String, String> environment) {}
