package org.beamlet.protocol.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a task may read and write that runs under an account which serves several projects. The
 * site's agent says it, whatever else came with the task.
 *
 * @param roots below which all paths of its arguments must lie
 */
public record Confinement(@JsonProperty("roots") List<Root> roots) {
    /**
     * A folder of a project.
     *
     * @param path absolute
     * @param group that files written below it are given; null for that of the account
     * @param mode that they are given, in octal digits; null as they were made
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Root(
            @JsonProperty("path") String path,
            @JsonProperty("group") @Nullable String group,
            @JsonProperty("mode") @Nullable String mode) {}

    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ
    };

    public Confinement {
        roots = List.copyOf(roots);
    }

    /** {@return whether a text is a mode that files can be given} */
    public static boolean isMode(String text) {
        return text.matches("0?[0-7]{3}");
    }

    /** {@return the permissions that octal digits say} */
    public static Set<PosixFilePermission> permissions(String mode) {
        int bits = Integer.parseInt(mode, 8);
        Set<PosixFilePermission> all = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < BITS.length; i++) {
            if ((bits & (1 << i)) != 0) {
                all.add(BITS[i]);
            }
        }
        return all;
    }
}
