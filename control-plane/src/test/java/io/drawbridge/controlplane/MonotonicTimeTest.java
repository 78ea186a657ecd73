package io.drawbridge.controlplane;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.drawbridge.controlplane.directive.Switchboard;
import io.drawbridge.controlplane.fleet.Fleet;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.junit.jupiter.api.Test;

/** Who is lost, and how long a step has taken, must not change when somebody sets the clock. */
class MonotonicTimeTest {
  private final JavaClasses module =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.drawbridge.controlplane");

  @Test
  void whoIsLostAndWhoIsReachedIsDecidedWithoutTheTimeOfDay() {
    noClasses()
        .that()
        .resideInAnyPackage(Fleet.class.getPackageName(), Switchboard.class.getPackageName())
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Instant.class, InstantSource.class, Clock.class, Date.class)
        .check(module);
  }

  @Test
  void howAnOperationGoesOnIsDecidedWithoutTheTimeOfDay() {
    noClasses()
        .that()
        .haveNameMatching(".*\\.operation\\.(Course|Attendance|Kinds|Seen|SnapshotSight)")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Instant.class, InstantSource.class, Clock.class, Date.class)
        .check(module);
  }

  @Test
  void nobodyAsksTheSystemForTheTimeBehindEverybodysBack() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .check(module);
  }
}
