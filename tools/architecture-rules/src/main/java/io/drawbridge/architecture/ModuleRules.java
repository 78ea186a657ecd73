package io.drawbridge.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/**
 * Checks one module's main classes. Every method throws an {@link AssertionError} that names the
 * offenders.
 */
public final class ModuleRules {
  private final String basePackage;
  private final JavaClasses classes;

  private ModuleRules(String basePackage, JavaClasses classes) {
    this.basePackage = basePackage;
    this.classes = classes;
  }

  /** Reads the main classes of the module whose packages all start with {@code basePackage}. */
  public static ModuleRules of(String basePackage) {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/jmh_generated/"))
            .importPackages(basePackage);
    if (classes.isEmpty()) {
      throw new AssertionError("no classes below " + basePackage + " (expected: at least one)");
    }
    return new ModuleRules(basePackage, classes);
  }

  /** Every package has a {@code package-info} with {@code @NullMarked}; NullAway skips the rest. */
  public ModuleRules everyPackageIsNullMarked() {
    List<String> unmarked =
        classes.stream()
            .map(JavaClass::getPackage)
            .distinct()
            .filter(aPackage -> !aPackage.isAnnotatedWith(NullMarked.class))
            .map(aPackage -> aPackage.getName())
            .sorted()
            .collect(Collectors.toList());
    if (!unmarked.isEmpty()) {
      throw new AssertionError("packages without @NullMarked in package-info.java: " + unmarked);
    }
    return this;
  }

  /**
   * Packages use only packages of lower layers, and none of their own layer but themselves. Each
   * argument is one layer, lowest first: package names relative to the base package, separated by
   * spaces; {@code "."} is the base package itself. Every package must be named.
   */
  public ModuleRules layersFromBelow(String... layers) {
    List<String> seen = new ArrayList<>();
    for (String layer : layers) {
      List<String> here = List.of(layer.split(" "));
      for (String name : here) {
        List<String> allowed = new ArrayList<>(seen);
        allowed.add(name);
        noClasses()
            .that(resideIn(List.of(name)))
            .should()
            .dependOnClassesThat(resideInModuleButNotIn(allowed))
            .because("arrows point to lower layers only: " + String.join(" < ", layers))
            .allowEmptyShould(true) // a layer may still be empty
            .check(classes);
      }
      seen.addAll(here);
    }
    classes()
        .should()
        .resideInAnyPackage(seen.stream().map(this::absolute).toArray(String[]::new))
        .because("every package has its place in the layers")
        .check(classes);
    return this;
  }

  /** No class uses a class of the given packages, in ArchUnit's notation. */
  public ModuleRules never(String reason, String... packages) {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .because(reason)
        .check(classes);
    return this;
  }

  /** Classes of {@code name} use no class of the given packages, in ArchUnit's notation. */
  public ModuleRules neverFrom(String name, String reason, String... packages) {
    noClasses()
        .that(resideIn(List.of(name)))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages)
        .because(reason)
        .allowEmptyShould(true)
        .check(classes);
    return this;
  }

  private DescribedPredicate<JavaClass> resideIn(List<String> names) {
    return DescribedPredicate.describe(
        "reside in " + names, javaClass -> names.contains(relative(javaClass)));
  }

  private DescribedPredicate<JavaClass> resideInModuleButNotIn(List<String> names) {
    return DescribedPredicate.describe(
        "reside in the module's other packages than " + names,
        javaClass -> inModule(javaClass) && !names.contains(relative(javaClass)));
  }

  private boolean inModule(JavaClass javaClass) {
    String name = javaClass.getPackageName();
    return name.equals(basePackage) || name.startsWith(basePackage + ".");
  }

  private String relative(JavaClass javaClass) {
    String name = javaClass.getPackageName();
    if (!inModule(javaClass)) {
      return "";
    }
    return name.equals(basePackage) ? "." : name.substring(basePackage.length() + 1);
  }

  private String absolute(String name) {
    return name.equals(".") ? basePackage : basePackage + "." + name;
  }
}
