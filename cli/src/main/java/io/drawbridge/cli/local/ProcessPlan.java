package io.drawbridge.cli.local;

import io.drawbridge.process.config.HostPort;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to start one process and how to know that it works.
 *
 * @param name unique within its region
 * @param namespace the network namespace it runs in, if not the launcher's own
 * @param addresses what it listens on, by what is served there
 */
record ProcessPlan(
    Role role,
    String region,
    String name,
    List<String> command,
    Map<String, String> environment,
    Optional<String> namespace,
    Map<String, HostPort> addresses,
    Path log,
    ReadyCheck ready) {}
