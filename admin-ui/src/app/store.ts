import type { Listener } from "../api/events";
import type { Fleet } from "../model/fleet";
import { type History, extended, extendedAll } from "../model/history";
import { connectionsOf, counts, key } from "../model/overview";

/** What the page knows. */
export interface Known {
  readonly link: Link;
  readonly fleet: Fleet | undefined;
  /** By the page's own clock. */
  readonly receivedMillis: number;
  /** Connections of all gateways, and of each by its key. */
  readonly total: History;
  readonly histories: ReadonlyMap<string, History>;
}

export type Link =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  | { readonly kind: "reconnecting"; readonly why: string }
  | { readonly kind: "refused" };

export const NOTHING: Known = {
  link: { kind: "connecting" },
  fleet: undefined,
  receivedMillis: 0,
  total: [],
  histories: new Map(),
};

/** Keeps what was told last, for ever; who draws it subscribes. */
export class Store implements Listener {
  #known: Known = NOTHING;
  readonly #watchers = new Set<() => void>();
  readonly #clock: () => number;

  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
  }

  readonly known = (): Known => this.#known;

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  connecting(): void {
    this.#now({ ...this.#known, link: { kind: "connecting" } });
  }

  received(fleet: Fleet): void {
    const now = this.#clock();
    const connections = new Map(
      fleet.gateways.map((at) => [key(at), counts(at) ? at.connections : undefined]),
    );
    this.#now({
      link: { kind: "live" },
      fleet,
      receivedMillis: now,
      total: extended(this.#known.total, now, connectionsOf(fleet.gateways)),
      histories: extendedAll(this.#known.histories, now, connections),
    });
  }

  lost(why: string): void {
    this.#now({ ...this.#known, link: { kind: "reconnecting", why } });
  }

  refused(): void {
    this.#now({ ...this.#known, link: { kind: "refused" } });
  }

  #now(known: Known): void {
    this.#known = known;
    this.#watchers.forEach((watcher) => watcher());
  }
}
