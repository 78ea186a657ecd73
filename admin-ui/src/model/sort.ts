import type { Gateway } from "./fleet";
import { urgency } from "./state";

/** Orders of a region's gateways. */
export const COLUMNS = ["gateway", "state", "connections", "score", "share"] as const;

export type Column = (typeof COLUMNS)[number];

export interface Order {
  readonly column: Column;
  readonly descending: boolean;
}

export const BY_NAME: Order = { column: "gateway", descending: false };

const names = new Intl.Collator("en", { numeric: true });

const byName = (a: Gateway, b: Gateway) => names.compare(a.gateway, b.gateway);

const COMPARE: Record<Column, (a: Gateway, b: Gateway) => number> = {
  gateway: byName,
  state: (a, b) => urgency(a) - urgency(b),
  connections: (a, b) => a.connections - b.connections,
  score: (a, b) => a.headroom - b.headroom,
  share: (a, b) => a.weight - b.weight,
};

/** gw-2 before gw-10; equals by name. */
export function sorted(gateways: readonly Gateway[], order: Order): readonly Gateway[] {
  const direction = order.descending ? -1 : 1;
  return gateways.toSorted(
    (a, b) => direction * COMPARE[order.column](a, b) || byName(a, b),
  );
}

/** What a click on a column's head asks for: numbers begin with the largest. */
export function toggled(order: Order, column: Column): Order {
  return order.column === column
    ? { column, descending: !order.descending }
    : { column, descending: column !== "gateway" };
}

/** From an address: `?sort=-connections`; anything else is by name. */
export function orderOf(search: string): Order {
  const text = new URLSearchParams(search).get("sort") ?? "";
  const descending = text.startsWith("-");
  const column = COLUMNS.find((known) => known === (descending ? text.slice(1) : text));
  return column === undefined ? BY_NAME : { column, descending };
}

/** The other way; empty for the usual order. */
export function searchOf(order: Order): string {
  return order.column === BY_NAME.column && order.descending === BY_NAME.descending
    ? ""
    : `?sort=${order.descending ? "-" : ""}${order.column}`;
}
