package io.drawbridge.process.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.resources.Resource;

/**
 * Which process of the fleet this is.
 *
 * @param service its role, e.g. {@code gateway}
 * @param instance its id, e.g. {@code gw-1}; unique within role and region
 * @param region where it runs; empty if it belongs to none
 */
public record Identity(String service, String instance, String region) {

  /** The same by OpenTelemetry's names. */
  Resource resource() {
    Resource named =
        Resource.create(
            Attributes.of(
                AttributeKey.stringKey("service.namespace"), "drawbridge",
                AttributeKey.stringKey("service.name"), service,
                AttributeKey.stringKey("service.instance.id"), instance));
    return region.isEmpty()
        ? named
        : named.toBuilder().put(AttributeKey.stringKey("drawbridge.region"), region).build();
  }
}
