import com.hivemq.embedded.EmbeddedHiveMQ;
import java.nio.file.Path;

/** HiveMQ CE with everything in memory; run from its source, beside jars that no module of ours has. */
public final class HiveMq {
  private HiveMq() {}

  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]);
    EmbeddedHiveMQ broker =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(home.resolve("conf"))
            .withDataFolder(home.resolve("data"))
            .withExtensionsFolder(home.resolve("extensions"))
            .build();
    broker.start().join();
    System.out.println("ready");
    Thread.currentThread().join();
  }
}
