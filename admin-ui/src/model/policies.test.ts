import { describe, expect, it } from "vitest";
import { type Policy, guarded, measured, parsePolicies, refusedShare, standing, verbsOf } from "./policies";

const TIER = { tier: "background", offered: 200, refused: 50, share: 0.25 };

/** As the control plane sends it: version 2 at the second of three stages. */
function policy(rollout: object = {}, change: object = {}): Policy {
  const document = {
    name: "chat-limits",
    kind: "Throttle",
    stable: 1,
    newest: { version: 2, by: "ada", atUnixMillis: 2_000, comment: "", removed: false, text: null },
    versions: null,
    rollout: {
      version: 2,
      from: 1,
      state: "rolling-out",
      over: false,
      paused: false,
      stage: 1,
      stages: [
        { share: 0, bakeMillis: 60_000, measure: { gateways: 1, applied: 1, refused: 0, tiers: [] } },
        { share: 0.1, bakeMillis: 60_000, measure: { gateways: 2, applied: 1, refused: 0, tiers: [TIER] } },
        { share: 1, bakeMillis: 60_000, measure: null },
      ],
      guards: { protectedTiers: ["critical"], refusedShare: 0.01, p99Ratio: 3, endedShare: 0.05 },
      predicted: [{ ...TIER, share: 0.24 }],
      text: "",
      ...rollout,
    },
    dryRun: null,
    ...change,
  };
  return parsePolicies(JSON.stringify({ items: [document] }))[0]!;
}

describe("parsePolicies", () => {
  it("names what is wrong", () => {
    expect(() => parsePolicies("{}")).toThrow("items: missing (expected: a list)");
    expect(() => policy({}, { stable: "1" })).toThrow("stable: string (expected: a number)");
  });

  it("takes a policy that was only tried", () => {
    const tried = policy({}, {
      stable: 0,
      newest: null,
      rollout: null,
      dryRun: { state: "tried", over: true, gateways: 3, tiers: [TIER], outcome: "" },
    });

    expect(tried.newest).toBeUndefined();
    expect(tried.dryRun?.tiers).toEqual([TIER]);
    expect(verbsOf(tried)).toEqual([]);
  });
});

describe("verbsOf", () => {
  it("offers what makes sense about a rollout", () => {
    expect(verbsOf(policy())).toEqual(["pause", "abort"]);
    expect(verbsOf(policy({ paused: true }))).toEqual(["resume", "abort"]);
  });

  it("offers the way back where there is one", () => {
    const over = { over: true, state: "rolled-out" };

    expect(verbsOf(policy(over))).toEqual([]);
    expect(verbsOf(policy(over, { stable: 2 }))).toEqual(["rollback"]);
  });
});

describe("a rollout", () => {
  it("says where it is", () => {
    expect(standing(policy().rollout!)).toBe("Rolling out, stage 2 of 3 (10 %)");
    expect(standing(policy({ paused: true, stage: 0 }).rollout!)).toBe("Paused, stage 1 of 3 (one gateway)");
    expect(standing(policy({ over: true, state: "rolled-back" }).rollout!)).toBe("Went back");
  });

  it("shows what the newest stage measured beside what was predicted", () => {
    expect(measured(policy().rollout!)).toEqual([{ ...TIER, predicted: 0.24 }]);
    expect(measured(policy({ predicted: [] }).rollout!)).toEqual([{ ...TIER, predicted: undefined }]);
  });

  it("says what makes it go back", () => {
    expect(guarded(policy().rollout!.guards)).toBe(
      "critical: refused at most 1.0 % more; p99 at most 3 times; clients ended at most 5.0 % more",
    );
    const none = { protectedTiers: [], refusedShare: 0, p99Ratio: 0, endedShare: 0 };
    expect(guarded(policy({ guards: none }).rollout!.guards)).toBe("none");
  });
});

describe("refusedShare", () => {
  it("does not call little nothing", () => {
    expect(refusedShare(0)).toBe("0 %");
    expect(refusedShare(0.004)).toBe("0.4 %");
    expect(refusedShare(0.25)).toBe("25 %");
  });
});
