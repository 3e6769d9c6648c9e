package org.beamlet.agent.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsTest {
    private static final LocalAccount BOB =
            new LocalAccount("bob", 5002, 6002, List.of(6002, 7000), "", "/home/bob", "/bin/sh");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "root", "0", "00", "1000", "-x", "--help", "../root", "a/b", "a b", "a\nroot",
                "a:b", ".a", "", "root\n", "+a", "bob;id", "$(id)", "a\tb", "ünal", "bob\0"
            })
    void whatIsNoNameOfAPersonIsRefusedBeforeAnybodyIsAsked(String name) {
        assertThatThrownBy(() -> new Accounts(1).find(name))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.ENDPOINT_ACCESS_FORBIDDEN);
                            assertThat(e.what()).contains("no user may be");
                        });
    }

    @Test
    void accountsOfTheSystemAndOnesThatAreNotThereAreRefused() {
        assertThatThrownBy(() -> new Accounts(1000).find("daemon"))
                .hasMessageContaining("'daemon' with uid", "users here have 1000 and above");
        assertThatThrownBy(() -> new Accounts(1000).find("nobody"))
                .isInstanceOf(BeamletException.class);
        assertThatThrownBy(() -> new Accounts(1000).find("not-there-at-all"))
                .hasMessageContaining("no account here");
    }

    private static List<String> status(int uid, int gid, String groups, String caps, int sealed) {
        return List.of(
                "Name:\tjava",
                "Uid:\t%d\t%d\t%d\t%d".formatted(uid, uid, uid, uid),
                "Gid:\t%d\t%d\t%d\t%d".formatted(gid, gid, gid, gid),
                "Groups:\t" + groups,
                "CapInh:\t0000000000000000",
                "CapPrm:\t" + caps,
                "CapEff:\t" + caps,
                "CapBnd:\t000001ffffffffff",
                "CapAmb:\t0000000000000000",
                "NoNewPrivs:\t" + sealed);
    }

    private static void check(List<String> status, boolean sealed) {
        ProcessRights.parse(status).requireThoseOf(BOB, sealed);
    }

    @Test
    void aProcessIsOnlyThenAnotherAccountsWhenNothingIsLeft() {
        String none = "0000000000000000";
        check(status(5002, 6002, "6002 7000 ", none, 1), true);
        check(status(5002, 6002, "7000", none, 1), true);
        check(status(5002, 6002, "7000 8000", none, 0), false);

        List<List<String>> left =
                List.of(
                        status(0, 6002, "6002 7000", none, 1),
                        status(5002, 0, "6002 7000", none, 1),
                        status(5002, 6002, "0 6002 7000", none, 1),
                        status(5002, 6002, "6002 7000 8000", none, 1),
                        status(5002, 6002, "6002", none, 1),
                        status(5002, 6002, "6002 7000", "0000000000000080", 1),
                        status(5002, 6002, "6002 7000", none, 0),
                        List.of("Name:\tjava"));
        for (List<String> one : left) {
            assertThatThrownBy(() -> check(one, true))
                    .as("%s", one)
                    .hasMessageContaining("rights of another account are left");
        }
        assertThatThrownBy(() -> check(status(5002, 6002, "0 7000", none, 0), false))
                .isInstanceOf(BeamletException.class);
    }

    @Test
    void whatIsLeftInAnyOfTheFourUidsIsSeen() {
        List<String> saved =
                status(5002, 6002, "7000", "0000000000000000", 1).stream()
                        .map(line -> line.startsWith("Uid") ? "Uid:\t5002\t5002\t0\t5002" : line)
                        .toList();
        assertThatThrownBy(() -> check(saved, true)).isInstanceOf(BeamletException.class);
    }
}
