import { expect, it, vi } from "vitest";
import { fleet } from "../model/sample";
import { Store } from "./store";

it("keeps the last document while the stream is lost", () => {
  let now = 1_000;
  const store = new Store(() => now);
  const watcher = vi.fn();
  const leave = store.subscribe(watcher);

  store.received(fleet());
  now = 9_000;
  store.lost("gone");

  expect(store.known().link).toEqual({ kind: "reconnecting", why: "gone" });
  expect(store.known().fleet?.replica).toBe("cp-1");
  expect(store.known().receivedMillis).toBe(1_000);
  expect(watcher).toHaveBeenCalledTimes(2);

  leave();
  store.received(fleet());
  expect(watcher).toHaveBeenCalledTimes(2);
});

it("remembers connections by region and gateway, of those that are heard", () => {
  const store = new Store(() => 5_000);
  store.received(fleet());

  expect([...store.known().histories.keys()]).toEqual(["local-1/gw-1", "local-1/gw-2", "local-2/gw-1"]);
  expect(store.known().histories.get("local-1/gw-1")).toEqual([{ atMillis: 5_000, value: 40 }]);
  expect(store.known().histories.get("local-1/gw-2")).toEqual([]);
  expect(store.known().total).toEqual([{ atMillis: 5_000, value: 80 }]);
});
