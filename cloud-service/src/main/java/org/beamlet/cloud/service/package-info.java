/** Puts store, broker and messaging together and takes them apart again. */
@NullMarked
package org.beamlet.cloud.service;

import org.jspecify.annotations.NullMarked;
