package org.beamlet.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which module may know which, and who may use what of the outside. */
@AnalyzeClasses(packages = "org.beamlet", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleRulesTest {
    private static final String[] FRAMEWORKS = {
        "io.quarkus..", "jakarta..", "io.smallrye..", "org.eclipse.microprofile..", "io.vertx.."
    };

    @ArchTest
    static final ArchRule frameworksStayOutOfFrameworkFreeModules =
            noClasses()
                    .that()
                    .resideInAnyPackage(
                            "org.beamlet.protocol..",
                            "org.beamlet.providers..",
                            "org.beamlet.catalog..",
                            "org.beamlet.worker..",
                            "org.beamlet.client..",
                            "org.beamlet.testing..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(FRAMEWORKS);

    @ArchTest
    static final ArchRule protocolKnowsNobody =
            noClasses()
                    .that()
                    .resideInAPackage("org.beamlet.protocol..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.beamlet.providers..",
                            "org.beamlet.catalog..",
                            "org.beamlet.worker..",
                            "org.beamlet.client..",
                            "org.beamlet.agent..",
                            "org.beamlet.cloud..",
                            "org.beamlet.node..");

    @ArchTest
    static final ArchRule providersKnowOnlyTheProtocol =
            noClasses()
                    .that()
                    .resideInAPackage("org.beamlet.providers..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.beamlet.catalog..",
                            "org.beamlet.worker..",
                            "org.beamlet.client..",
                            "org.beamlet.agent..",
                            "org.beamlet.cloud..",
                            "org.beamlet.node..");

    @ArchTest
    static final ArchRule theCatalogKnowsOnlyTheProtocol =
            noClasses()
                    .that()
                    .resideInAPackage("org.beamlet.catalog..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.beamlet.providers..",
                            "org.beamlet.worker..",
                            "org.beamlet.client..",
                            "org.beamlet.agent..",
                            "org.beamlet.cloud..",
                            "org.beamlet.node..");

    @ArchTest
    static final ArchRule theServiceKnowsOnlyTheProtocol =
            noClasses()
                    .that()
                    .resideInAPackage("org.beamlet.cloud..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.beamlet.providers..",
                            "org.beamlet.catalog..",
                            "org.beamlet.worker..",
                            "org.beamlet.client..",
                            "org.beamlet.agent..",
                            "org.beamlet.node..");

    @ArchTest
    static final ArchRule nobodyKnowsTheClientOrTheAgent =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "org.beamlet.client..", "org.beamlet.agent..", "org.beamlet.testing..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.beamlet.client..", "org.beamlet.agent..");

    @ArchTest
    static final ArchRule clientAndAgentDoNotKnowEachOther =
            noClasses()
                    .that()
                    .resideInAPackage("org.beamlet.agent..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.beamlet.client..");

    @ArchTest
    static final ArchRule nobodyKnowsWhatIsForTests =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("org.beamlet.testing..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.beamlet.testing..", "org.junit..");

    @ArchTest
    static final ArchRule testsOfFunctionsDoWithoutTheAgent =
            noClasses()
                    .that()
                    .resideInAPackage("org.beamlet.testing")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.beamlet.agent..", "org.beamlet.testing.scaling..");

    @ArchTest
    static final ArchRule nativeCodeIsCalledInItsPackagesOnly =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(
                            "..hdf5..", "..kernel.cuda..", "org.beamlet.catalog.foreign")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.lang.foreign..", "org.beamlet.catalog.foreign");

    @ArchTest
    static final ArchRule vectorsAreUsedInTheirPackageOnly =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("..kernel.simd..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("jdk.incubator.vector..");

    @ArchTest
    static final ArchRule schedulersStayInTheirPackages =
            classes()
                    .that()
                    .haveSimpleNameStartingWith("Slurm")
                    .should()
                    .resideInAPackage("..slurm..")
                    .allowEmptyShould(true);

    @ArchTest
    static final ArchRule packagesOfAModuleFormNoCycle =
            slices().matching("org.beamlet.(*).(*)..").should().beFreeOfCycles();
}
