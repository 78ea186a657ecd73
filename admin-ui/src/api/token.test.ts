import { describe, expect, it } from "vitest";
import { forgetToken, storeToken, storedToken, takeFromAddress } from "./token";

function browser(hash: string) {
  const kept = new Map<string, string>();
  const shown: string[] = [];
  return {
    location: { hash, pathname: "/", search: "?sort=share" },
    history: { replaceState: (_: unknown, __: string, url?: string | URL | null) => void shown.push(String(url)) },
    storage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    },
    shown,
  };
}

describe("token", () => {
  it("is taken out of the address and kept", () => {
    const { location, history, storage, shown } = browser("#token=a%2Bb");
    takeFromAddress(location, history, storage);

    expect(storedToken(storage)).toBe("a+b");
    expect(shown).toEqual(["/?sort=share"]);
  });

  it("stays what it was where the address has none", () => {
    const { location, history, storage, shown } = browser("#elsewhere");
    storeToken(storage, "before");
    takeFromAddress(location, history, storage);

    expect(storedToken(storage)).toBe("before");
    expect(shown).toEqual([]);
  });

  it("is forgotten when asked to", () => {
    const { storage } = browser("");
    storeToken(storage, "x");
    forgetToken(storage);
    expect(storedToken(storage)).toBe("");
  });
});
