package io.drawbridge.ipconfig.httpdns;

import static org.assertj.core.api.Assertions.assertThat;

import io.drawbridge.ipconfig.http.HttpLimits;
import io.drawbridge.ipconfig.http.HttpServer;
import io.drawbridge.ipconfig.http.Routes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole bodies of the plain form, over HTTP. */
class HttpdnsResourceTest {
  private static final List<String> V4 = List.of("2.3.3.4", "2.3.3.5");
  private static final List<String> BOTH = List.of("2.3.3.4", "2402:4e00::2345");

  /** How the vendor's Android SDK reads what it gets. */
  private static final Pattern SDK_SINGLE = Pattern.compile("(.*),(.*)\\|(.*)");

  private static final Pattern SDK_ADDRS = Pattern.compile("(.*),(.*)-(.*),(.*)\\|(.*)");

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "dn=ipconfig.example 2.3.3.4;2.3.3.5",
        "dn=ipconfig.example&ttl=1 2.3.3.4;2.3.3.5,120",
        "dn=IPCONFIG.Example.&ttl=1 2.3.3.4;2.3.3.5,120",
        "dn=ipconfig.example&ttl=1&clientip=1 2.3.3.4;2.3.3.5,120|127.0.0.1",
        "dn=ipconfig.example&ttl=1&clientip=1&ip=1.2.3.4 2.3.3.4;2.3.3.5,120|1.2.3.4",
        "dn=ipconfig.example&ttl=1&clientip=1&ip=example.org 2.3.3.4;2.3.3.5,120|127.0.0.1",
        "dn=ipconfig.example&clientip=1&ip= 2.3.3.4;2.3.3.5|127.0.0.1",
        "dn=ipconfig.example&query=1&ttl=1 ipconfig.example.:2.3.3.4;2.3.3.5,120",
        "dn=ipconfig.example&type=addrs&ttl=1&clientip=1 2.3.3.4;2.3.3.5,120-0|127.0.0.1",
        "dn=ipconfig.example&type=ADDRS 2.3.3.4;2.3.3.5-0",
      })
  void answersForItsOwnName(String query, String body) throws Exception {
    assertThat(get(V4, query)).isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "dn=ipconfig.example&ttl=1 2.3.3.4,120",
        "dn=ipconfig.example&type=aaaa&ttl=1 2402:4e00:0:0:0:0:0:2345,120",
        "dn=ipconfig.example&type=addrs 2.3.3.4-2402:4e00:0:0:0:0:0:2345",
        "dn=ipconfig.example&type=addrs&ttl=1&clientip=1&ip=1.2.3.4"
            + " 2.3.3.4,120-2402:4e00:0:0:0:0:0:2345,120|1.2.3.4",
      })
  void answersForBothFamilies(String query, String body) throws Exception {
    assertThat(get(BOTH, query)).isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dn=www.example.com",
        "dn=www.example.com&ttl=1&clientip=1",
        "dn=www.example.com&query=1",
        "dn=ipconfig.example&type=aaaa&ttl=1",
        "dn=",
        "ttl=1",
        "",
        "dn=a..b/<script>",
        "dn=a,",
        "dn=a,b,c,d,e,f,g,h,i",
      })
  void saysNothingWhereThereIsNoRecord(String query) throws Exception {
    assertThat(get(V4, query)).isEmpty();
  }

  @Test
  void aBatchHasALineForEachNameAndTheClientOnceAtTheEnd() throws Exception {
    assertThat(get(V4, "dn=www.qq.com,ipconfig.example,a.b&ttl=1&clientip=1&ip=1.2.3.4"))
        .isEqualTo("www.qq.com.:0\nipconfig.example.:2.3.3.4;2.3.3.5,120\na.b.:0|1.2.3.4");
    assertThat(get(V4, "dn=www.qq.com,ipconfig.example&type=addrs"))
        .isEqualTo("www.qq.com.:0-0\nipconfig.example.:2.3.3.4;2.3.3.5-0");
    assertThat(get(V4, "dn=a,b,c,d,e,f,g,h").lines()).hasSize(8);
  }

  @Test
  void anUnknownNameAskedForBothFamiliesIsSaidToHaveNeither() throws Exception {
    assertThat(get(V4, "dn=a.b&type=addrs&ttl=1&clientip=1&ip=1.2.3.4")).isEqualTo("0-0|1.2.3.4");
    assertThat(get(V4, "dn=a.b&type=addrs&query=1")).isEqualTo("a.b.:0-0");
  }

  @Test
  void theVendorsParserFindsEachAnswerThatItAskedFor() throws Exception {
    String sdk = "dn=ipconfig.example&ip=&clientip=1&ttl=1&id=1&sdk=1_4.6.0";

    Matcher single = SDK_SINGLE.matcher(get(V4, sdk));
    Matcher addrs = SDK_ADDRS.matcher(get(V4, sdk + "&type=addrs"));

    assertThat(single.matches()).isTrue();
    assertThat(single.group(1)).isEqualTo("2.3.3.4;2.3.3.5");
    assertThat(addrs.matches()).isTrue();
    assertThat(addrs.group(1)).isEqualTo("2.3.3.4;2.3.3.5");
    assertThat(addrs.group(3)).isEqualTo("0");
  }

  private static String get(List<String> addresses, String query) throws Exception {
    try (HttpServer server = server(addresses);
        HttpClient client = HttpClient.newHttpClient()) {
      URI uri = new URI("http", null, "127.0.0.1", server.address().getPort(), "/d", query, null);
      HttpResponse<String> response =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      return response.body();
    }
  }

  private static HttpServer server(List<String> addresses) throws IOException {
    List<InetAddress> inetAddresses =
        Arrays.stream(addresses.toArray(String[]::new)).map(InetAddress::ofLiteral).toList();
    OwnName own = new OwnName("ipconfig.example", inetAddresses, Duration.ofMinutes(2));
    return HttpServer.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        HttpLimits.DEFAULT,
        new Routes(Map.of("/d", new HttpdnsResource(own))),
        InstantSource.system());
  }
}
