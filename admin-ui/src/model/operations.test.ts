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

  it("offers nothing about other regions and lost gateways", () => {
    expect(choiceOf(ELSEWHERE, fleet()).kind).toBe("none");
    expect(choiceOf(LOST, fleet()).kind).toBe("none");
  });

  it("shows what is under way, of this gateway alone", () => {
    const draining = fleet({ operations: [operation()] });

    expect(choiceOf(OWN, draining)).toMatchObject({ kind: "underway", abortable: true });
    expect(choiceOf(ELSEWHERE, draining).kind).toBe("none");
    const over = fleet({ operations: [operation({ over: true, state: "done" })] });
    expect(choiceOf(OWN, over).kind).toBe("drain");
    const aborting = fleet({ operations: [operation({ state: "aborting" })] });
    expect(choiceOf(OWN, aborting)).toMatchObject({ kind: "underway", abortable: false });
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
