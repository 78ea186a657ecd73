package io.drawbridge.gateway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every decoder with its corpus, and with the same changes of it at every run. */
@Timeout(60)
final class FuzzTest {
  private static final int CHANGED_INPUTS = 500;
  private static final long SEED = 5;

  @ParameterizedTest
  @EnumSource
  void keepsItsPromisesForItsCorpus(Decoder decoder) throws Exception {
    List<byte[]> corpus = Corpus.of(decoder);
    assertThat(corpus).isNotEmpty();
    for (byte[] input : corpus) {
      read(decoder, input);
    }
  }

  @ParameterizedTest
  @EnumSource
  void keepsItsPromisesForChangedInputs(Decoder decoder) throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    Mutations mutations = new Mutations(Corpus.of(decoder), random);
    for (int i = 0; i < CHANGED_INPUTS; i++) {
      read(decoder, mutations.next());
    }
  }

  private static void read(Decoder decoder, byte[] input) {
    try {
      decoder.read(input);
    } catch (Throwable e) {
      throw new AssertionError(decoder + ": " + e + ", for: " + HexFormat.of().formatHex(input), e);
    }
  }
}
