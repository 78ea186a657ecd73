package io.drawbridge.gateway.fuzz;

import io.drawbridge.gateway.attach.ConnectFuzz;
import io.drawbridge.gateway.attach.KeySetFuzz;
import io.drawbridge.gateway.attach.TokenClaimsFuzz;
import io.drawbridge.gateway.attach.TokenFuzz;
import io.drawbridge.gateway.listen.ProxyHeaderFuzz;
import io.drawbridge.gateway.pipeline.ClientBytesFuzz;
import io.drawbridge.gateway.push.DisconnectRequestFuzz;
import io.drawbridge.gateway.push.PushMessageFuzz;
import io.drawbridge.gateway.session.ResumeKeysFuzz;
import io.drawbridge.gateway.session.ResumeTokenFuzz;
import io.drawbridge.gateway.upstream.ServicesFuzz;
import io.drawbridge.gateway.websocket.MessagesFuzz;
import io.drawbridge.gateway.websocket.UpgradeFuzz;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;

/**
 * Everything of the gateway that reads bytes of others. Each has a class with what must hold for
 * any bytes, a method {@code fuzzerTestOneInput} as Jazzer calls it, and a corpus in {@code
 * src/test/resources/fuzz}.
 */
enum Decoder {
  FRAMES(FramesFuzz.class),
  PROXY_HEADER(ProxyHeaderFuzz.class),
  CLIENT_BYTES(ClientBytesFuzz.class),
  UPGRADE(UpgradeFuzz.class),
  MESSAGES(MessagesFuzz.class),
  CONNECT(ConnectFuzz.class),
  TOKEN(TokenFuzz.class),
  TOKEN_CLAIMS(TokenClaimsFuzz.class),
  RESUME_TOKEN(ResumeTokenFuzz.class),
  PUSH_MESSAGE(PushMessageFuzz.class),
  DISCONNECT_REQUEST(DisconnectRequestFuzz.class),
  KEY_SET(KeySetFuzz.class),
  RESUME_KEYS(ResumeKeysFuzz.class),
  SERVICES(ServicesFuzz.class);

  private final Class<?> type;

  Decoder(Class<?> type) {
    this.type = type;
  }

  /** What Jazzer calls, and {@link #read}. */
  Class<?> type() {
    return type;
  }

  /** Throws whatever is a defect. */
  void read(byte[] input) throws Throwable {
    try {
      var _ = type.getMethod("fuzzerTestOneInput", byte[].class).invoke(null, (Object) input);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Its folder of the corpus, such as {@code token-claims}. */
  String folder() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
