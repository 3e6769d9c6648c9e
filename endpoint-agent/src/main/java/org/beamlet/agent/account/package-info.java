/** As whom the tasks of others run on this machine: identities, accounts, and what is given up. */
@NullMarked
package org.beamlet.agent.account;

import org.jspecify.annotations.NullMarked;
