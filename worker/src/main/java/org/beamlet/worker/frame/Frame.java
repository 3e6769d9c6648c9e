package org.beamlet.worker.frame;

/** One message between node manager and worker process, either way. */
public sealed interface Frame permits ToWorker, FromWorker {}
