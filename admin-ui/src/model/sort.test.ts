import { describe, expect, it } from "vitest";
import { gatewayWith } from "./sample";
import { BY_NAME, orderOf, searchOf, sorted, toggled } from "./sort";

const gateways = [
  gatewayWith({ gateway: "gw-10", connections: 5, weight: 3, headroom: 0.1 }),
  gatewayWith({ gateway: "gw-2", connections: 5, weight: 2, headroom: 0.9 }),
  gatewayWith({ gateway: "gw-1", connections: 9, weight: 1, state: "SUSPECT", heard: false }),
];

const names = (search: string) => sorted(gateways, orderOf(search)).map((at) => at.gateway);

describe("sort", () => {
  it("counts in names as people do", () => {
    expect(names("")).toEqual(["gw-1", "gw-2", "gw-10"]);
    expect(names("?sort=-gateway")).toEqual(["gw-10", "gw-2", "gw-1"]);
  });

  it("orders equals by name whatever the direction", () => {
    expect(names("?sort=-connections")).toEqual(["gw-1", "gw-2", "gw-10"]);
    expect(names("?sort=connections")).toEqual(["gw-2", "gw-10", "gw-1"]);
  });

  it("puts what needs attention first", () => {
    expect(names("?sort=-state")[0]).toBe("gw-1");
    expect(names("?sort=score")[0]).toBe("gw-10");
    expect(names("?sort=-share")[0]).toBe("gw-10");
  });

  it("turns the order at the second click and begins numbers with the largest", () => {
    const first = toggled(BY_NAME, "connections");
    expect(first).toEqual({ column: "connections", descending: true });
    expect(toggled(first, "connections").descending).toBe(false);
    expect(toggled(first, "gateway")).toEqual(BY_NAME);
  });

  it("stands in the address unless it is the usual one", () => {
    expect(searchOf(BY_NAME)).toBe("");
    expect(searchOf(orderOf("?sort=-share"))).toBe("?sort=-share");
    expect(orderOf("?sort=nonsense")).toEqual(BY_NAME);
  });
});
