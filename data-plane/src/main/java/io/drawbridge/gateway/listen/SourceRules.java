package io.drawbridge.gateway.listen;

import java.net.InetAddress;

/** Who may have how many connections. Threads: any. */
public interface SourceRules {
  /** Everybody as many as they like. */
  SourceRules NONE =
      new SourceRules() {
        @Override
        public boolean arrived(InetAddress source) {
          return true;
        }

        @Override
        public void left(InetAddress source) {
          // Nobody counts.
        }
      };

  /** True if one more of {@code source} may stay; {@link #left} follows when it has ended. */
  boolean arrived(InetAddress source);

  /** One that was let in has ended. */
  void left(InetAddress source);
}
