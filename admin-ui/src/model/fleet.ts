/** The fleet as the control plane tells it, checked where it enters the page. */

import { list, number, optional, record, string, strings } from "./read";

export interface Region {
  readonly region: string;
  /** The region of the replica that tells. */
  readonly own: boolean;
  /** How well it could take more clients, 0 to 1. */
  readonly score: number;
  readonly leader: string;
  /** Undefined until its first snapshot. */
  readonly generation: string | undefined;
  /** When the document was made. */
  readonly ageMillis: number | undefined;
  readonly madeUnixMillis: number | undefined;
  readonly alarms: readonly string[];
}

export interface Traffic {
  readonly sessions: number;
  readonly messagesInPerSecond: number;
  readonly messagesOutPerSecond: number;
}

export interface Gateway {
  readonly gateway: string;
  readonly region: string;
  readonly state: string;
  /** False: its stream is lost, whatever its state says. */
  readonly heard: boolean;
  /** Its weight is the last known one, kept by the vanish guard. */
  readonly kept: boolean;
  readonly weight: number;
  readonly headroom: number;
  readonly limitingResource: string;
  readonly connections: number;
  /** Told of the replica's own region only. */
  readonly traffic: Traffic | undefined;
  readonly failureDomain: string;
  readonly addresses: readonly string[];
  readonly version: string;
}

export interface Progress {
  readonly total: number;
  readonly left: number;
  /** Until it is over at the latest. */
  readonly etaMillis: number;
}

/** How far a restart of many gateways is. */
export interface Waves {
  /** 1 to 4. */
  readonly wave: number;
  readonly done: number;
  readonly of: number;
  /** Why those restarted are taken back; empty = they are not. */
  readonly fault: string;
  readonly etaMillis: number | undefined;
}

/** Something that operators have a region do. */
export interface Operation {
  readonly id: string;
  readonly region: string;
  readonly gateway: string;
  readonly kind: string;
  readonly state: string;
  readonly over: boolean;
  /** Begins nothing further until it is resumed. */
  readonly paused: boolean;
  /** What the gateway was told last; empty = nothing yet. */
  readonly action: string;
  readonly progress: Progress | undefined;
  /** Of a restart in waves. */
  readonly waves: Waves | undefined;
  /** How it stands, in one sentence. */
  readonly text: string;
  /** Since its region told of it; undefined: recorded by the control plane's own region. */
  readonly ageMillis: number | undefined;
}

export interface Fleet {
  readonly madeUnixMillis: number;
  readonly region: string;
  readonly replica: string;
  /** Name of a failing check of the replica to what is wrong. */
  readonly troubles: Readonly<Record<string, string>>;
  readonly regions: readonly Region[];
  readonly gateways: readonly Gateway[];
  /** Of all regions, those that are not over. */
  readonly operations: readonly Operation[];
}

/** Throws an Error that names offender and expectation. */
export function parseFleet(text: string): Fleet {
  const fleet = record(JSON.parse(text), "fleet");
  return {
    madeUnixMillis: number(fleet, "madeUnixMillis"),
    region: string(fleet, "region"),
    replica: string(fleet, "replica"),
    troubles: strings(fleet["troubles"], "troubles"),
    regions: list(fleet, "regions").map(region),
    gateways: list(fleet, "gateways").map(gateway),
    operations: (optional(fleet, "operations", list) ?? []).map(operation),
  };
}

function region(value: unknown, index: number): Region {
  const from = record(value, `regions[${index}]`);
  return {
    region: string(from, "region"),
    own: from["own"] === true,
    score: number(from, "score"),
    leader: string(from, "leader"),
    generation: optional(from, "generation", string),
    ageMillis: optional(from, "snapshotAgeMillis", number),
    madeUnixMillis: optional(from, "madeUnixMillis", number),
    alarms: list(from, "alarms").map(String),
  };
}

function gateway(value: unknown, index: number): Gateway {
  const from = record(value, `gateways[${index}]`);
  return {
    gateway: string(from, "gateway"),
    region: string(from, "region"),
    state: string(from, "state"),
    heard: from["heard"] === true,
    kept: from["kept"] === true,
    weight: number(from, "weight"),
    headroom: number(from, "headroom"),
    limitingResource: string(from, "limitingResource"),
    connections: number(from, "connections"),
    traffic: traffic(from["traffic"]),
    failureDomain: string(from, "failureDomain"),
    addresses: list(from, "addresses").map(String),
    version: optional(from, "version", string) ?? "",
  };
}

function operation(value: unknown, index: number): Operation {
  const from = record(value, `operations[${index}]`);
  return {
    id: string(from, "id"),
    region: string(from, "region"),
    gateway: string(from, "gateway"),
    kind: string(from, "kind"),
    state: string(from, "state"),
    over: from["over"] === true,
    paused: from["paused"] === true,
    action: string(from, "action"),
    progress: progress(from["progress"]),
    waves: waves(from["waves"]),
    text: optional(from, "text", string) ?? "",
    ageMillis: optional(from, "ageMillis", number),
  };
}

function progress(value: unknown): Progress | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const from = record(value, "progress");
  return {
    total: number(from, "total"),
    left: number(from, "left"),
    etaMillis: number(from, "etaMillis"),
  };
}

function waves(value: unknown): Waves | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const from = record(value, "waves");
  return {
    wave: number(from, "wave"),
    done: number(from, "done"),
    of: number(from, "of"),
    fault: string(from, "fault"),
    etaMillis: optional(from, "etaMillis", number),
  };
}

function traffic(value: unknown): Traffic | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const from = record(value, "traffic");
  return {
    sessions: number(from, "sessions"),
    messagesInPerSecond: number(from, "messagesInPerSecond"),
    messagesOutPerSecond: number(from, "messagesOutPerSecond"),
  };
}
