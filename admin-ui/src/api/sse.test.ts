import { describe, expect, it } from "vitest";
import { EventReader } from "./sse";

describe("EventReader", () => {
  it("reads events from pieces of any size", () => {
    const text = "event: fleet\ndata: {\"a\":1}\n\n: still here\n\ndata: b\ndata: c\n\n";
    for (const size of [1, 2, 7, text.length]) {
      const reader = new EventReader();
      const read: string[] = [];
      for (let at = 0; at < text.length; at += size) {
        read.push(...reader.read(text.slice(at, at + size)));
      }
      expect(read).toEqual(['{"a":1}', "b\nc"]);
    }
  });

  it("keeps an event that is not complete", () => {
    const reader = new EventReader();
    expect(reader.read("data: a\n")).toEqual([]);
    expect(reader.read("\ndata: b")).toEqual(["a"]);
  });

  it("takes both kinds of line ends, also cut in two", () => {
    const reader = new EventReader();
    expect([...reader.read("data: a\r\n\r"), ...reader.read("\n")]).toEqual(["a"]);
  });
});
