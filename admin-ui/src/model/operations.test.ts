import { describe, expect, it } from "vitest";
import { canStop, choiceOf, restartOf, shareDone, standing } from "./operations";
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

describe("restarts", () => {
  const waves = { wave: 2, done: 1, of: 4, fault: "", etaMillis: 30_200 };
  const restart = { id: "restart-1", region: OWN.region, gateway: "", kind: "restart_waves", action: "" };
  const underWay = (change: object) =>
    fleet({ operations: [operation({ ...restart, progress: undefined, waves, ...change })] });

  it("of one gateway cannot be stopped once it has begun", () => {
    const one = fleet({ operations: [operation({ kind: "restart", action: "restart", progress: undefined })] });

    expect(choiceOf(OWN, one)).toMatchObject({ kind: "underway", abortable: false });
    expect(standing(one.operations[0]!)).toBe("under way");
  });

  it("of a region are its own, and leave its gateways their choices", () => {
    expect(restartOf(OWN.region, underWay({}))?.id).toBe("restart-1");
    expect(restartOf(ELSEWHERE.region, underWay({}))).toBeUndefined();
    expect(restartOf(OWN.region, underWay({ over: true, state: "done" }))).toBeUndefined();
    expect(choiceOf(OWN, underWay({})).kind).toBe("drain");
  });

  it("tell wave, gateways and time, and why they are taken back", () => {
    const [running] = underWay({}).operations;
    expect(standing(running!)).toBe("wave 2, 1 of 4 gateways, about 31 s");
    expect(shareDone(running!)).toBe(0.25);
    expect(canStop(running!)).toBe(true);

    const [paused] = underWay({ paused: true, waves: { ...waves, etaMillis: undefined } }).operations;
    expect(standing(paused!)).toBe("paused: wave 2, 1 of 4 gateways");
    expect(canStop(paused!)).toBe(true);

    const [back] = underWay({ state: "aborting", waves: { ...waves, fault: "gw-1: p99 0.3 s" } }).operations;
    expect(standing(back!)).toBe("is being taken back: gw-1: p99 0.3 s");
    expect(canStop(back!)).toBe(false);
    const [stopping] = underWay({ state: "aborting" }).operations;
    expect(standing(stopping!)).toBe("stops: wave 2, 1 of 4 gateways");
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
