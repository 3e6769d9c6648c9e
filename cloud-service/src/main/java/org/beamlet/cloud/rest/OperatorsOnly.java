package org.beamlet.cloud.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks routes for whoever looks after the service: callers with the office of operator, and, on
 * its own host, whoever can read its data folder and shows {@code X-Beamlet-Admin}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface OperatorsOnly {}
