/** Tests of the service without HTTP: a real store, a real broker that can be stopped. */
@NullMarked
package org.beamlet.cloud.service;

import org.jspecify.annotations.NullMarked;
