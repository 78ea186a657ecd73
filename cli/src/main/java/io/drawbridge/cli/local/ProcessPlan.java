package io.drawbridge.cli.local;

import io.drawbridge.process.config.HostPort;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How to start one process and how to know that it works.
 *
 * @param name unique within its region
 * @param addresses what it listens on, by what is served there
 */
record ProcessPlan(
    Role role,
    String region,
    String name,
    List<String> command,
    Map<String, String> environment,
    Map<String, HostPort> addresses,
    Path log,
    ReadyCheck ready) {}
