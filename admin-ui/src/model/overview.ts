import type { Fleet, Gateway, Region } from "./fleet";
import { lookOf, takesClients } from "./state";
import { duration } from "./words";

/** Beyond this a region is shown as cut off: a silent stream is opened anew after 5 s. */
export const STALE_MILLIS = 6_000;

export interface RegionOverview {
  readonly region: Region;
  readonly gateways: readonly Gateway[];
  readonly connections: number;
  /** Now, not when the document was made. */
  readonly ageMillis: number | undefined;
  readonly stale: boolean;
}

export interface Overview {
  readonly regions: readonly RegionOverview[];
  readonly connections: number;
  readonly gateways: number;
  readonly takingClients: number;
  readonly freshRegions: number;
  readonly attention: readonly Attention[];
}

/** Something an operator should know. */
export interface Attention {
  readonly where: string;
  readonly text: string;
}

/** One name for a gateway of the fleet: ids are unique within their region only. */
export function key(gateway: Gateway): string {
  return `${gateway.region}/${gateway.gateway}`;
}

/** True if its last number still stands: it is heard, or its silence is doubted. */
export function counts(gateway: Gateway): boolean {
  return gateway.heard || gateway.kept;
}

export function connectionsOf(gateways: readonly Gateway[]): number {
  return gateways.filter(counts).reduce((total, gateway) => total + gateway.connections, 0);
}

/**
 * What the page shows first.
 *
 * @param elapsedMillis since the document was received
 */
export function overviewOf(fleet: Fleet, elapsedMillis: number): Overview {
  const regions = fleet.regions.map((region) =>
    regionOverview(
      region,
      fleet.gateways.filter((gateway) => gateway.region === region.region),
      elapsedMillis,
    ),
  );
  return {
    regions,
    connections: connectionsOf(fleet.gateways),
    gateways: fleet.gateways.length,
    takingClients: fleet.gateways.filter(takesClients).length,
    freshRegions: regions.filter((region) => !region.stale).length,
    attention: [...troubles(fleet), ...regions.flatMap(attention)],
  };
}

/** Of the region's new clients; 0 to 1. */
export function shareOf(gateway: Gateway, gateways: readonly Gateway[]): number {
  const all = gateways.reduce((total, other) => total + other.weight, 0);
  return all === 0 ? 0 : gateway.weight / all;
}

function regionOverview(
  region: Region,
  gateways: readonly Gateway[],
  elapsedMillis: number,
): RegionOverview {
  const ageMillis = region.ageMillis === undefined ? undefined : region.ageMillis + elapsedMillis;
  return {
    region,
    gateways,
    connections: connectionsOf(gateways),
    ageMillis,
    stale: ageMillis === undefined || ageMillis > STALE_MILLIS,
  };
}

function troubles(fleet: Fleet): Attention[] {
  return Object.entries(fleet.troubles).map(([check, text]) => ({
    where: `${fleet.replica} in ${fleet.region}`,
    text: `${check}: ${text}`,
  }));
}

function attention(at: RegionOverview): Attention[] {
  const where = at.region.region;
  const found: Attention[] = at.region.alarms.map((text) => ({ where, text }));
  if (at.ageMillis === undefined) {
    found.push({ where, text: "nothing heard of it yet" });
  } else if (at.stale) {
    const since = duration(at.ageMillis);
    found.push({
      where,
      text: at.region.own
        ? `no new snapshot for ${since}: the last one stays in force`
        : `not heard for ${since}: shown as it was then`,
    });
  }
  for (const gateway of at.gateways) {
    const look = lookOf(gateway);
    if (look.tone === "bad" || gateway.state === "GONE") {
      const kept = gateway.kept ? " Its place is kept." : "";
      found.push({
        where: `${gateway.gateway} in ${where}`,
        text: `${look.label.toLowerCase()}: ${look.meaning}${kept}`,
      });
    }
  }
  return found;
}
