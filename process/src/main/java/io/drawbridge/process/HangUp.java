package io.drawbridge.process;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, which service managers send for "reload". Only {@code sun.misc.Signal} hears of it, which
 * every JDK has and the compiler warns of: hence by its name.
 */
final class HangUp {
  private static final Logger log = LoggerFactory.getLogger(HangUp.class);

  private HangUp() {}

  /** From now on it runs this, on a thread of its own each time. */
  static void onSignal(Runnable work) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object runs =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (_, method, _) -> answer(method, work));
      Object hup = signal.getConstructor(String.class).newInstance("HUP");
      var _ = signal.getMethod("handle", signal, handler).invoke(null, hup, runs);
    } catch (ReflectiveOperationException e) {
      log.warn("SIGHUP cannot be heard ({}): it stops this process", e.toString());
    }
  }

  /** The JDK asks it for nothing but this, and for its name. */
  private static @Nullable Object answer(Method method, Runnable work) {
    if (method.getName().equals("handle")) {
      work.run();
      return null;
    }
    return switch (method.getName()) {
      case "equals" -> false;
      case "hashCode" -> 1;
      default -> "SIGHUP";
    };
  }
}
