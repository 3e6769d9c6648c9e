package org.beamlet.providers.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SshHopTest {
    @Test
    void userAndPortMayBeLeftOut() {
        assertThat(SshHop.parse("login1.site", "ada"))
                .contains(new SshHop("ada", "login1.site", 22));
        assertThat(SshHop.parse("bob@login1:2222", "ada"))
                .contains(new SshHop("bob", "login1", 2222));
    }

    @Test
    void whatIsNoHostIsNone() {
        for (String text :
                new String[] {"", "-oProxyCommand=x", "a b", "a@b@c", "h:0", "h:99999"}) {
            assertThat(SshHop.parse(text, "ada")).as(text).isEmpty();
        }
    }

    @Test
    void anotherPortIsInTheNameByWhichAHostIsKnown() {
        assertThat(new SshHop("ada", "login1", 22).known()).isEqualTo("login1");
        assertThat(new SshHop("ada", "login1", 2222).known()).isEqualTo("[login1]:2222");
    }
}
