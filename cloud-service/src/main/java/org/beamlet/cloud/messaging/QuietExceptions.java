package org.beamlet.cloud.messaging;

import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import org.jboss.logging.Logger;

/** The library would print to standard error; whoever uses the connection sees the loss anyway. */
final class QuietExceptions extends ForgivingExceptionHandler {
    private static final Logger LOG = Logger.getLogger(QuietExceptions.class);

    @Override
    protected void log(String message, Throwable error) {
        LOG.debugf(error, "broker client message=%s", message);
    }
}
