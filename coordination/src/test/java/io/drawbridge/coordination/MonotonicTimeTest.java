package io.drawbridge.coordination;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.junit.jupiter.api.Test;

/** Leases, watches and elections must not notice that somebody has set the machine's clock. */
class MonotonicTimeTest {
  private final JavaClasses module =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.drawbridge.coordination");

  @Test
  void nothingHereKnowsWhatTimeItIs() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Instant.class, InstantSource.class, Clock.class, Date.class)
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .because("leases and elections go by the monotonic clock alone")
        .check(module);
  }
}
