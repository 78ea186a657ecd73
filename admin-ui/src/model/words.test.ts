import { describe, expect, it } from "vitest";
import { ago, count, counted, duration, percent, rate } from "./words";

describe("words", () => {
  it("shortens only large numbers", () => {
    expect(count(0)).toBe("0");
    expect(count(999_999)).toBe("999,999");
    expect(count(1_250_000)).toBe("1.3M");
    expect(counted(1, "gateway")).toBe("1 gateway");
    expect(counted(2, "gateway")).toBe("2 gateways");
  });

  it("calls full only what is full, and nothing only what is nothing", () => {
    expect(percent(0)).toBe("0 %");
    expect(percent(0.0001)).toBe("1 %");
    expect(percent(0.999)).toBe("99 %");
    expect(percent(1)).toBe("100 %");
  });

  it("keeps a digit of slow rates", () => {
    expect(rate(0)).toBe("0");
    expect(rate(0.25)).toBe("0.3");
    expect(rate(1_234.5)).toBe("1,235");
  });

  it("tells ages in the unit that matters", () => {
    expect(duration(-5)).toBe("0 s");
    expect(duration(59_900)).toBe("59 s");
    expect(duration(60_000)).toBe("1 min");
    expect(duration(3_600_000)).toBe("1 h");
    expect(duration(72 * 3_600_000)).toBe("3 days");
    expect(ago(undefined)).toBe("never");
    expect(ago(900)).toBe("now");
    expect(ago(12_000)).toBe("12 s ago");
  });
});
