import { describe, expect, it } from "vitest";
import { type History, SAMPLES, extended, extendedAll, points } from "./history";

function filled(seconds: number): History {
  let history: History = [];
  for (let i = 0; i < seconds; i++) {
    history = extended(history, i * 1_000, i);
  }
  return history;
}

describe("history", () => {
  it("keeps one sample a second and forgets the oldest", () => {
    const history = extended(extended(filled(500), 500_100, 1), 500_900, 2);

    expect(history).toHaveLength(SAMPLES);
    expect(history.at(-1)).toEqual({ atMillis: 500_900, value: 2 });
    expect(history.at(-2)?.value).toBe(499);
  });

  it("stops where nothing is heard and forgets who is not listed", () => {
    const before = new Map([["a", filled(3)], ["b", filled(3)], ["c", filled(3)]]);
    const after = extendedAll(before, 3_000, new Map([["a", 9], ["b", undefined]]));

    expect(after.get("a")).toHaveLength(4);
    expect(after.get("b")).toHaveLength(3);
    expect(after.has("c")).toBe(false);
  });

  it("draws now at the right edge and the largest value at the top", () => {
    const line = points(filled(101), 100_000, 200, 10);

    expect(line[0]).toEqual([0, 10]);
    expect(line.at(-1)).toEqual([200, 0]);
  });

  it("draws a line that ended before the edge, and nothing on the ground", () => {
    const ended = points(filled(11), 20_000, 30, 10);
    expect(ended.at(-1)?.[0]).toBeCloseTo(20);
    expect(points(extended([], 0, 0), 0, 30, 10)).toEqual([[30, 10]]);
    expect(points([], 0, 30, 10)).toEqual([]);
  });

  it("leaves out what is older than two minutes", () => {
    expect(points(filled(10), 3_600_000, 30, 10)).toEqual([]);
  });
});
