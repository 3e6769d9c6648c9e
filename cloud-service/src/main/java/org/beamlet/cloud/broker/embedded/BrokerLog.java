package org.beamlet.cloud.broker.embedded;

import org.apache.qpid.server.logging.LogMessage;
import org.apache.qpid.server.logging.LogSubject;
import org.apache.qpid.server.logging.MessageLogger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the broker says about its work. Broker-J tells of every connection and queue at INFO, and of
 * a new user with the hash of its password: here that is DEBUG, and never about users.
 */
final class BrokerLog implements MessageLogger {
    private static final Logger LOG = Logger.getLogger(BrokerLog.class);
    private static final String USERS = "qpid.message.user";
    private static final String DISK_FULL = "filesystem_full";

    @Override
    public boolean isEnabled() {
        return true;
    }

    @Override
    public boolean isMessageEnabled(String hierarchy) {
        return isFullDisk(hierarchy) || (LOG.isDebugEnabled() && !hierarchy.startsWith(USERS));
    }

    @Override
    public void message(LogMessage message) {
        message(null, message);
    }

    @Override
    public void message(@Nullable LogSubject subject, LogMessage message) {
        String hierarchy = message.getLogHierarchy();
        if (isFullDisk(hierarchy)) {
            LOG.warnf("event=broker_disk_full text=\"%s\" remedy=\"make room\"", message);
        } else if (isMessageEnabled(hierarchy)) {
            LOG.debugf("event=broker at=%s text=\"%s\"", subject, message);
        }
    }

    private static boolean isFullDisk(String hierarchy) {
        return hierarchy.endsWith(DISK_FULL);
    }
}
