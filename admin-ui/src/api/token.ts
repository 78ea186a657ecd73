/**
 * The API token of this tab. It comes in the address's fragment, which no server is sent, or is
 * typed; it is kept in the session storage and never stays in the address bar.
 */
const KEY = "drawbridge.token";

/** Takes a token out of the address, if there is one there. */
export function takeFromAddress(
  location: Pick<Location, "hash" | "pathname" | "search">,
  history: Pick<History, "replaceState">,
  storage: Pick<Storage, "setItem">,
): void {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token !== null) {
    history.replaceState(null, "", location.pathname + location.search);
    if (token !== "") {
      storage.setItem(KEY, token);
    }
  }
}

export function storedToken(storage: Pick<Storage, "getItem">): string {
  return storage.getItem(KEY) ?? "";
}

export function storeToken(storage: Pick<Storage, "setItem">, token: string): void {
  storage.setItem(KEY, token);
}

export function forgetToken(storage: Pick<Storage, "removeItem">): void {
  storage.removeItem(KEY);
}
