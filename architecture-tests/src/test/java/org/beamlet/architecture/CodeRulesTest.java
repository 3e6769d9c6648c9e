package org.beamlet.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** How code is written, whatever it does. */
@AnalyzeClasses(
        packages = "org.beamlet",
        importOptions = {ImportOption.DoNotIncludeTests.class, OwnCode.class})
class CodeRulesTest {
    @ArchTest static final ArchRule errorsHaveAType = NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;

    @ArchTest
    static final ArchRule logsGoThroughTheFacades = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static final ArchRule thereAreNoDumpingGrounds =
            noClasses()
                    .should()
                    .resideInAnyPackage(
                            "..util..", "..impl..", "..dto..", "..helper..", "..misc..");

    @ArchTest
    static final ArchRule onlyCommandsAndWorkersTouchTheStandardStreams =
            noClasses()
                    .that()
                    .resideOutsideOfPackages("..command..", "..demo..", "org.beamlet.worker..")
                    .should()
                    .accessField(System.class, "out")
                    .orShould()
                    .accessField(System.class, "err");
}
