package io.drawbridge.ipconfig.resources;

import io.drawbridge.ipconfig.answers.Asker;
import io.drawbridge.ipconfig.answers.TransportNames;
import io.drawbridge.ipconfig.http.BadParameter;
import io.drawbridge.ipconfig.http.Parameters;
import io.drawbridge.proto.client.v1.Transport;
import io.drawbridge.ranking.DeviceBucket;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Reads {@code did}, {@code prev}, {@code proto} and {@code app}. */
final class AskerReader {
  /** The bound of users, devices and apps in the client protocol, too. */
  private static final int MAX_ID_BYTES = 128;

  private static final int MAX_PROTO_BYTES = 32;

  private AskerReader() {}

  static Asker read(Parameters parameters) throws BadParameter {
    parameters.text(
        "app", MAX_ID_BYTES); // every gateway serves every app; only its form is checked
    return new Asker(
        DeviceBucket.of(parameters.requiredText("did", MAX_ID_BYTES)),
        parameters.text("prev", MAX_ID_BYTES),
        transports(parameters.text("proto", MAX_PROTO_BYTES)));
  }

  /** Names that are not known are a newer client's; one known is enough. */
  private static Set<Transport> transports(Optional<String> proto) throws BadParameter {
    if (proto.isEmpty()) {
      return TransportNames.all();
    }
    Set<Transport> transports = EnumSet.noneOf(Transport.class);
    for (String name : proto.get().split(",", -1)) {
      TransportNames.find(name).ifPresent(transports::add);
    }
    if (transports.isEmpty()) {
      throw new BadParameter("proto", proto.get(), "some of tcp,tls,ws,wss");
    }
    return transports;
  }
}
