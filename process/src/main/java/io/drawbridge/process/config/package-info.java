/**
 * From YAML files and environment variables to one record, or to a {@code ConfigException} that
 * names the line. Used once at start, and whenever a side file (services, groups) is read again.
 */
@NullMarked
package io.drawbridge.process.config;

import org.jspecify.annotations.NullMarked;
