package org.beamlet.cloud.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.beamlet.cloud.limit.DiskRoom;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.cloud.service.RunningService;
import org.beamlet.protocol.json.Json;

/** Hands the running service to the routes. */
@ApplicationScoped
class ServiceBeans {
    @Produces
    @Singleton
    CloudService service() {
        return RunningService.await();
    }

    @Produces
    @Singleton
    DiskRoom room() {
        return RunningService.awaitRoom();
    }

    /** Bodies are written as everything else is. */
    @Produces
    @Singleton
    ObjectMapper mapper() {
        return Json.mapper();
    }
}
