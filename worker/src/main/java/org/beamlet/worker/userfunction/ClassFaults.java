package org.beamlet.worker.userfunction;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.payload.JavaEntry;

/** Turns what the JVM says of classes that it cannot have into what their author can do. */
final class ClassFaults {
    /** Class files count from here: those of Java 25 have version 69. */
    private static final int BEFORE_JAVA_1 = 44;

    private static final Pattern VERSION = Pattern.compile("class file version (\\d+)");

    private ClassFaults() {}

    /**
     * {@return the explanation, for faults of classes}
     *
     * @param from the code, such as {@code peaks.jar}
     */
    static Optional<BeamletException> explain(Throwable fault, JavaEntry entry, String from) {
        return switch (fault) {
            case UnsupportedClassVersionError e -> Optional.of(tooNew(e, from));
            case ClassNotFoundException e when named(e, entry.className()) ->
                    Optional.of(
                            new BeamletException(
                                    ErrorCode.FUNCTION_NOT_FOUND,
                                    "there is no class %s in %s".formatted(entry.className(), from),
                                    "name it with its package, as in org.lab.Peaks#find, and see"
                                            + " that it is in there",
                                    e));
            case ClassNotFoundException e ->
                    Optional.of(missing(e, String.valueOf(e.getMessage()), from));
            case NoClassDefFoundError e when e.getMessage() != null && wrongName(e) ->
                    Optional.of(
                            new BeamletException(
                                    ErrorCode.FUNCTION_NOT_FOUND,
                                    "there is no class %s in %s: %s"
                                            .formatted(entry.className(), from, e.getMessage()),
                                    "spell it as its source does",
                                    e));
            case NoClassDefFoundError e
                    when e.getMessage() != null && e.getMessage().matches("[\\w$/]+") ->
                    Optional.of(missing(e, e.getMessage().replace('/', '.'), from));
            case ClassFormatError e ->
                    Optional.of(
                            new BeamletException(
                                    ErrorCode.INPUT_INVALID,
                                    "a class of %s is damaged: %s".formatted(from, e.getMessage()),
                                    "build it again and register that",
                                    e));
            default -> Optional.empty();
        };
    }

    private static boolean named(ClassNotFoundException fault, String className) {
        return className.equals(fault.getMessage());
    }

    private static boolean wrongName(NoClassDefFoundError fault) {
        return String.valueOf(fault.getMessage()).contains("wrong name");
    }

    private static BeamletException missing(Throwable fault, String className, String from) {
        return new BeamletException(
                ErrorCode.FUNCTION_NOT_FOUND,
                "%s needs class %s, which is neither in there nor in the JDK"
                        .formatted(from, className),
                "build a JAR that holds what the function needs; of Beamlet's own classes only"
                        + " org.beamlet.catalog and Jackson can be used",
                fault);
    }

    private static BeamletException tooNew(UnsupportedClassVersionError fault, String from) {
        Matcher version = VERSION.matcher(String.valueOf(fault.getMessage()));
        int here = Runtime.version().feature();
        String built =
                version.find()
                        ? "Java " + (Integer.parseInt(version.group(1)) - BEFORE_JAVA_1)
                        : "a newer Java";
        return new BeamletException(
                ErrorCode.INPUT_INVALID,
                "%s was compiled for %s, and this is Java %d".formatted(from, built, here),
                "compile it with `--release %d`, and register that".formatted(here),
                fault);
    }
}
