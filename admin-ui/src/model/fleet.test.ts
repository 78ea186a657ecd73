import { describe, expect, it } from "vitest";
import { parseFleet } from "./fleet";
import { document } from "./sample";

describe("parseFleet", () => {
  it("reads what the control plane sends", () => {
    const fleet = parseFleet(JSON.stringify(document()));

    expect(fleet.replica).toBe("cp-1");
    expect(fleet.regions.map((region) => region.region)).toEqual(["local-1", "local-2"]);
    expect(fleet.gateways[0]?.traffic?.messagesInPerSecond).toBe(12.5);
    expect(fleet.gateways[0]?.addresses).toEqual(["127.1.1.1:7000"]);
  });

  it("keeps what is not known apart from zero", () => {
    const raw = document();
    raw.regions[1] = { ...raw.regions[1], generation: null, snapshotAgeMillis: null } as never;
    const fleet = parseFleet(JSON.stringify(raw));

    expect(fleet.regions[1]?.generation).toBeUndefined();
    expect(fleet.regions[1]?.ageMillis).toBeUndefined();
    expect(fleet.gateways[2]?.traffic).toBeUndefined();
  });

  it("ignores fields that a newer control plane adds", () => {
    expect(parseFleet(JSON.stringify({ ...document(), later: true })).gateways).toHaveLength(3);
  });

  it.each([
    ["[]", "fleet: object (expected: an object)"],
    [JSON.stringify({ ...document(), regions: {} }), "regions: object (expected: a list)"],
    [JSON.stringify({ ...document(), madeUnixMillis: "1" }), "madeUnixMillis: string"],
    [JSON.stringify({ ...document(), gateways: [7] }), "gateways[0]: number"],
    [JSON.stringify({ ...document(), replica: undefined }), "replica: missing (expected: text)"],
  ])("names what is wrong: %#", (text, message) => {
    expect(() => parseFleet(text)).toThrow(message);
  });
});
