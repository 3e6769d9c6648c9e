/** The database: how it is opened, migrated and asked. */
@NullMarked
package org.beamlet.cloud.store;

import org.jspecify.annotations.NullMarked;
