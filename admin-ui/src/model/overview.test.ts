import { describe, expect, it } from "vitest";
import { overviewOf, shareOf } from "./overview";
import { document, fleet, gatewayWith } from "./sample";

describe("overview", () => {
  it("counts what is heard", () => {
    const overview = overviewOf(fleet(), 0);

    expect(overview.connections).toBe(80);
    expect(overview.gateways).toBe(3);
    expect(overview.takingClients).toBe(2);
    expect(overview.freshRegions).toBe(2);
    expect(overview.regions[0]?.gateways.map((at) => at.gateway)).toEqual(["gw-1", "gw-2"]);
  });

  it("names a lost gateway, and says when its place is kept", () => {
    expect(overviewOf(fleet(), 0).attention).toEqual([
      { where: "gw-2 in local-1", text: "suspect: its control stream is lost." },
    ]);

    const gateways = document().gateways.map((at) => ({ ...at, state: "UP", kept: !at.heard }));
    const [kept] = overviewOf(fleet({ gateways }), 0).attention;
    expect(kept?.text).toContain("Its place is kept.");
  });

  it("still names a gateway whose lease has ended", () => {
    const gateways = document().gateways.map((at) => ({
      ...at,
      state: at.heard ? at.state : "GONE",
    }));

    expect(overviewOf(fleet({ gateways }), 0).attention).toEqual([
      { where: "gw-2 in local-1", text: "gone: neither stream nor lease." },
    ]);
  });

  it("lets data age while nothing is received", () => {
    const later = overviewOf(fleet(), 20_000);

    expect(later.freshRegions).toBe(0);
    expect(later.regions[0]?.ageMillis).toBe(20_200);
    expect(later.attention.map(({ text }) => text)).toContain(
      "not heard for 20 s: shown as it was then",
    );
    expect(later.attention[0]?.text).toContain("the last one stays in force");
  });

  it("shows troubles of the replica, alarms, and regions never heard", () => {
    const raw = document();
    raw.troubles["etcd"] = "no answer";
    raw.regions[0]!.alarms.push("vanish guard");
    raw.regions[1]!.snapshotAgeMillis = null as never;
    const texts = overviewOf(fleet(raw), 0).attention.map(({ where, text }) => `${where}: ${text}`);

    expect(texts).toContain("cp-1 in local-1: etcd: no answer");
    expect(texts).toContain("local-1: vanish guard");
    expect(texts).toContain("local-2: nothing heard of it yet");
  });

  it("divides new clients by weight", () => {
    const [one, three] = [gatewayWith({ weight: 1 }), gatewayWith({ weight: 3 })];

    expect(shareOf(three, [one, three])).toBe(0.75);
    expect(shareOf(gatewayWith({ weight: 0 }), [gatewayWith({ weight: 0 })])).toBe(0);
  });
});
