/** Policies of the control plane's own region, checked where they enter the page. */

import { type Fields, list, number, optional, record, string } from "./read";
import { percent } from "./words";

export interface Policy {
  readonly name: string;
  readonly kind: string;
  /** In force where the rollout gives no other one; 0 = none. */
  readonly stable: number;
  /** Undefined: it was only tried yet. */
  readonly newest: Version | undefined;
  readonly rollout: Rollout | undefined;
  readonly dryRun: DryRun | undefined;
}

export interface Version {
  readonly version: number;
  readonly by: string;
  readonly atUnixMillis: number;
  readonly comment: string;
  /** The policy says nothing any more. */
  readonly removed: boolean;
}

export interface Rollout {
  readonly version: number;
  readonly from: number;
  readonly state: string;
  readonly over: boolean;
  readonly paused: boolean;
  /** The present one of the stages, from 0. */
  readonly stage: number;
  readonly stages: readonly Stage[];
  readonly guards: Guards;
  /** What a dry run of the same text said; empty: there was none. */
  readonly predicted: readonly Tier[];
  readonly text: string;
}

export interface Stage {
  /** 0 = one gateway. */
  readonly share: number;
  readonly bakeMillis: number;
  /** Undefined: it has not begun. */
  readonly measure: Measure | undefined;
}

export interface Measure {
  readonly gateways: number;
  readonly applied: number;
  readonly refused: number;
  readonly tiers: readonly Tier[];
}

export interface Tier {
  readonly tier: string;
  readonly offered: number;
  readonly refused: number;
  readonly share: number;
}

export interface Guards {
  readonly protectedTiers: readonly string[];
  readonly refusedShare: number;
  readonly p99Ratio: number;
  readonly endedShare: number;
}

export interface DryRun {
  readonly state: string;
  readonly over: boolean;
  readonly gateways: number;
  readonly tiers: readonly Tier[];
  readonly outcome: string;
}

/** Throws an Error that names offender and expectation. */
export function parsePolicies(text: string): readonly Policy[] {
  return list(record(JSON.parse(text), "policies"), "items").map(policy);
}

function policy(value: unknown, index: number): Policy {
  const from = record(value, `items[${index}]`);
  return {
    name: string(from, "name"),
    kind: string(from, "kind"),
    stable: number(from, "stable"),
    newest: part(from, "newest", version),
    rollout: part(from, "rollout", rollout),
    dryRun: part(from, "dryRun", dryRun),
  };
}

function version(from: Fields): Version {
  return {
    version: number(from, "version"),
    by: string(from, "by"),
    atUnixMillis: number(from, "atUnixMillis"),
    comment: string(from, "comment"),
    removed: from["removed"] === true,
  };
}

function rollout(from: Fields): Rollout {
  return {
    version: number(from, "version"),
    from: number(from, "from"),
    state: string(from, "state"),
    over: from["over"] === true,
    paused: from["paused"] === true,
    stage: number(from, "stage"),
    stages: list(from, "stages").map(stage),
    guards: guards(record(from["guards"], "guards")),
    predicted: list(from, "predicted").map(tier),
    text: string(from, "text"),
  };
}

function stage(value: unknown, index: number): Stage {
  const from = record(value, `stages[${index}]`);
  return {
    share: number(from, "share"),
    bakeMillis: number(from, "bakeMillis"),
    measure: part(from, "measure", measure),
  };
}

function measure(from: Fields): Measure {
  return {
    gateways: number(from, "gateways"),
    applied: number(from, "applied"),
    refused: number(from, "refused"),
    tiers: list(from, "tiers").map(tier),
  };
}

function guards(from: Fields): Guards {
  return {
    protectedTiers: list(from, "protectedTiers").map(String),
    refusedShare: number(from, "refusedShare"),
    p99Ratio: number(from, "p99Ratio"),
    endedShare: number(from, "endedShare"),
  };
}

function tier(value: unknown, index: number): Tier {
  const from = record(value, `tiers[${index}]`);
  return {
    tier: string(from, "tier"),
    offered: number(from, "offered"),
    refused: number(from, "refused"),
    share: number(from, "share"),
  };
}

function dryRun(from: Fields): DryRun {
  return {
    state: string(from, "state"),
    over: from["over"] === true,
    gateways: number(from, "gateways"),
    tiers: list(from, "tiers").map(tier),
    outcome: string(from, "outcome"),
  };
}

function part<T>(from: Fields, name: string, read: (from: Fields) => T): T | undefined {
  return optional(from, name, (_, key) => read(record(from[key], key)));
}

/** What may be asked about a policy. */
export type PolicyVerb = "pause" | "resume" | "abort" | "rollback";

/** What makes sense now: about a rollout under way, else the way back from what is in force. */
export function verbsOf(policy: Policy): readonly PolicyVerb[] {
  if (policy.rollout !== undefined && !policy.rollout.over) {
    return [policy.rollout.paused ? "resume" : "pause", "abort"];
  }
  return policy.stable > 1 ? ["rollback"] : [];
}

/** What is asked before something comes into force, or goes out of it, everywhere at once. */
export const SURE: Readonly<Record<PolicyVerb, string | undefined>> = {
  pause: undefined,
  resume: undefined,
  abort: "Take the version back everywhere",
  rollback: "Put the version before in force, everywhere at once",
};

export const LABELS: Readonly<Record<PolicyVerb, string>> = {
  pause: "Pause",
  resume: "Resume",
  abort: "Abort",
  rollback: "Roll back",
};

/** "one gateway", "10 %", "all". */
export function reach(stage: Stage): string {
  return stage.share === 0 ? "one gateway" : stage.share === 1 ? "all" : percent(stage.share);
}

/** A small share is not nothing: with one digit below a tenth. */
export function refusedShare(share: number): string {
  return share > 0 && share < 0.1 ? `${(share * 100).toFixed(1)} %` : percent(share);
}

/** "critical, interactive: refused at most 1.0 % more; p99 at most 3 times". */
export function guarded(guards: Guards): string {
  const all = [
    ...(guards.protectedTiers.length > 0
      ? [`${guards.protectedTiers.join(", ")}: refused at most ${refusedShare(guards.refusedShare)} more`]
      : []),
    ...(guards.p99Ratio > 0 ? [`p99 at most ${guards.p99Ratio} times`] : []),
    ...(guards.endedShare > 0 ? [`clients ended at most ${refusedShare(guards.endedShare)} more`] : []),
  ];
  return all.length === 0 ? "none" : all.join("; ");
}

const STATES: Readonly<Record<string, string>> = {
  "rolling-out": "Rolling out",
  "rolled-out": "Rolled out",
  "rolled-back": "Went back",
  aborted: "Aborted",
};

/** "Rolling out, stage 2 of 3 (10 %)". */
export function standing(rollout: Rollout): string {
  const state = rollout.paused && !rollout.over ? "Paused" : (STATES[rollout.state] ?? rollout.state);
  const present = rollout.stages[rollout.stage];
  return rollout.over || present === undefined
    ? state
    : `${state}, stage ${rollout.stage + 1} of ${rollout.stages.length} (${reach(present)})`;
}

/** Of the last stage that has begun, each tier beside its prediction. */
export function measured(rollout: Rollout): readonly (Tier & { readonly predicted: number | undefined })[] {
  const last = rollout.stages.findLast((stage) => stage.measure !== undefined);
  return (last?.measure?.tiers ?? []).map((tier) => ({
    ...tier,
    predicted: rollout.predicted.find((each) => each.tier === tier.tier)?.share,
  }));
}
