package org.beamlet.agent.account;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * What this process may do, as the kernel says it.
 *
 * @param uids real, effective, saved, of files
 * @param gids likewise
 * @param groups the supplementary ones, in order
 * @param capabilities those that it has or may get; hexadecimal digits
 */
public record ProcessRights(
        List<Integer> uids,
        List<Integer> gids,
        List<Integer> groups,
        List<String> capabilities,
        boolean noNewPrivileges) {
    private static final Path STATUS = Path.of("/proc/self/status");

    public static ProcessRights ofThisProcess() {
        try {
            return parse(Files.readAllLines(STATUS));
        } catch (IOException e) {
            throw new UncheckedIOException("what this process may do is not known", e);
        }
    }

    static ProcessRights parse(List<String> status) {
        Map<String, String> fields = new TreeMap<>();
        for (String line : status) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return new ProcessRights(
                numbers(fields, "Uid"),
                numbers(fields, "Gid"),
                numbers(fields, "Groups").stream().sorted().toList(),
                List.of(
                        fields.getOrDefault("CapInh", ""),
                        fields.getOrDefault("CapPrm", ""),
                        fields.getOrDefault("CapEff", ""),
                        fields.getOrDefault("CapAmb", "")),
                fields.getOrDefault("NoNewPrivs", "0").equals("1"));
    }

    private static List<Integer> numbers(Map<String, String> fields, String name) {
        return Arrays.stream(fields.getOrDefault(name, "").split("\\s+"))
                .filter(text -> !text.isEmpty())
                .map(text -> (int) Long.parseLong(text))
                .toList();
    }

    /** {@return the effective user} */
    public int uid() {
        return uids.size() < 2 ? -1 : uids.get(1);
    }

    /** {@return whether it is root's, with all that follows} */
    public boolean isRoot() {
        return uids.contains(0);
    }

    /**
     * Sees that nothing is left of another account's rights.
     *
     * @param sealed whether it may not even gain any, by a program that is set to another user
     * @throws BeamletException with code ENDPOINT_ACCESS_FORBIDDEN saying what is left
     */
    public void requireThoseOf(LocalAccount account, boolean sealed) {
        boolean users = uids.stream().allMatch(uid -> uid == account.uid());
        boolean first = gids.stream().allMatch(gid -> gid == account.gid());
        // A session's rules may add groups; the kernel may name the first one among the others.
        boolean more =
                (sealed ? account.groups().containsAll(groups) : !groups.contains(0))
                        && groups.containsAll(
                                account.groups().stream()
                                        .filter(group -> group != account.gid())
                                        .toList());
        boolean none = capabilities.stream().allMatch(one -> one.matches("0+"));
        if (uids.size() != 4
                || gids.size() != 4
                || account.uid() == 0
                || !users
                || !first
                || !more
                || !none
                || (sealed && !noNewPrivileges)) {
            throw new BeamletException(
                    ErrorCode.ENDPOINT_ACCESS_FORBIDDEN,
                    "rights of another account are left: uids %s gids %s groups %s capabilities %s, no new ones %s"
                            .formatted(uids, gids, groups, capabilities, noNewPrivileges),
                    "nothing was run; have setpriv of util-linux 2.33 or later on the machine, and"
                            + " no other program of that name before it");
        }
    }
}
