package io.drawbridge.cli.local;

import io.drawbridge.cli.servers.Servers;

/** What a fleet's processes are started from. */
record Programs(Servers servers, JavaCommand java) {}
