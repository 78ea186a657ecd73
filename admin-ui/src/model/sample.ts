import { type Fleet, type Gateway, parseFleet } from "./fleet";

/** A document as the control plane sends it, for tests: two regions, one gateway lost. */
export function document() {
  return {
    madeUnixMillis: 1_700_000_000_000,
    region: "local-1",
    replica: "cp-1",
    troubles: {} as Record<string, string>,
    regions: [region("local-1", true), region("local-2", false)],
    gateways: [
      { ...gateway("local-1", "gw-1"), traffic },
      { ...gateway("local-1", "gw-2"), state: "SUSPECT", heard: false, weight: 0 },
      gateway("local-2", "gw-1"),
    ],
    operations: [] as ReturnType<typeof operation>[],
  };
}

export function fleet(change: Partial<ReturnType<typeof document>> = {}): Fleet {
  return parseFleet(JSON.stringify({ ...document(), ...change }));
}

export function gatewayWith(change: Partial<Gateway>): Gateway {
  return { ...(fleet().gateways[0] as Gateway), ...change };
}

/** A drain of local-1/gw-1, three quarters done. */
interface Change {
  over?: boolean;
  state?: string;
  region?: string;
  gateway?: string;
  id?: string;
  kind?: string;
  action?: string;
  progress?: undefined;
  waves?: object;
  text?: string;
  ageMillis?: number;
}

export function operation(change: Change = {}) {
  return {
    id: "drain-1",
    region: "local-1",
    gateway: "gw-1",
    kind: "drain",
    state: "running",
    over: false,
    paused: false,
    action: "drain",
    progress: { total: 120, told: 100, left: 30, detached: 0, etaMillis: 41_200 },
    ...change,
  };
}

const traffic = { sessions: 7, messagesInPerSecond: 12.5, messagesOutPerSecond: 9, cpu: 0.1 };

function region(name: string, own: boolean) {
  return {
    region: name,
    own,
    score: 0.9,
    leader: "cp-1",
    leading: own,
    generation: "1.7.42",
    snapshotAgeMillis: 200,
    madeUnixMillis: 1_700_000_000_000,
    gatewaysByState: { UP: 1 },
    alarms: [] as string[],
    subscribers: [],
  };
}

function gateway(region: string, name: string) {
  return {
    gateway: name,
    region,
    state: "UP",
    heard: true,
    kept: false,
    weight: 100,
    headroom: 0.9,
    limitingResource: "memory",
    connections: 40,
    traffic: null as unknown,
    failureDomain: "host-1",
    addresses: [`127.${region.slice(-1)}.1.${name.slice(3)}:7000`],
    version: "0.1.0",
    startedUnixMillis: 1_700_000_000_000,
  };
}
