import { describe, expect, it } from "vitest";
import { choiceOf, shareDone, standing } from "./operations";
import { fleet, operation } from "./sample";

const OWN = fleet().gateways[0]!;
const LOST = fleet().gateways[1]!;
const ELSEWHERE = fleet().gateways[2]!;

describe("choiceOf", () => {
  it("offers to drain what serves and to undrain what is drained", () => {
    expect(choiceOf(OWN, fleet()).kind).toBe("drain");
    expect(choiceOf({ ...OWN, state: "DRAINING" }, fleet()).kind).toBe("undrain");
  });

  it("offers the same about other regions, and nothing about lost gateways", () => {
    expect(choiceOf(ELSEWHERE, fleet()).kind).toBe("drain");
    expect(choiceOf(LOST, fleet()).kind).toBe("none");
  });

  it("shows what is under way, of this gateway alone", () => {
    const draining = fleet({ operations: [operation()] });

    expect(choiceOf(OWN, draining)).toMatchObject({ kind: "underway", abortable: true });
    expect(choiceOf(ELSEWHERE, draining).kind).toBe("drain");
    const over = fleet({ operations: [operation({ over: true, state: "done" })] });
    expect(choiceOf(OWN, over).kind).toBe("drain");
    const aborting = fleet({ operations: [operation({ state: "aborting" })] });
    expect(choiceOf(OWN, aborting)).toMatchObject({ kind: "underway", abortable: false });
  });
});

describe("an operation that another region carries out", () => {
  const change = { region: ELSEWHERE.region, gateway: ELSEWHERE.gateway };
  const waiting = { ...change, state: "pending", text: "local-2 does not answer: 127.0.0.1:7011: silent", action: "" };

  it("can be stopped while the region has not taken it, and says why it waits", () => {
    const asked = fleet({ operations: [operation(waiting)] });

    expect(choiceOf(ELSEWHERE, asked)).toMatchObject({ kind: "underway", abortable: true });
    expect(standing(asked.operations[0]!)).toBe("local-2 does not answer");
  });

  it("says how long ago it was told, once that is long", () => {
    const told = (ageMillis: number) =>
      standing(fleet({ operations: [operation({ ...change, ageMillis })] }).operations[0]!);

    expect(told(2_000)).toBe("30 of 120 left, at most 42 s");
    expect(told(61_000)).toBe("30 of 120 left, at most 42 s (61 s ago)");
  });
});

describe("an operation's progress", () => {
  const draining = fleet({ operations: [operation()] }).operations[0]!;

  it("is told in clients and time", () => {
    expect(standing(draining)).toBe("30 of 120 left, at most 42 s");
    expect(shareDone(draining)).toBe(0.75);
  });

  it("is not invented", () => {
    const held = { ...draining, action: "hold", progress: undefined };
    expect(standing(held)).toBe("leaving the answers");
    expect(shareDone(held)).toBeUndefined();
  });
});
