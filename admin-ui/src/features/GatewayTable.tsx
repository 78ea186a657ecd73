import type { Fleet, Gateway } from "../model/fleet";
import type { History } from "../model/history";
import { key } from "../model/overview";
import { type Column, type Order, sorted } from "../model/sort";
import type { Orders } from "./GatewayActions";
import { GatewayRow } from "./GatewayRow";

interface Props {
  readonly region: string;
  readonly gateways: readonly Gateway[];
  readonly histories: ReadonlyMap<string, History>;
  readonly nowMillis: number;
  readonly order: Order;
  readonly onSort: (column: Column) => void;
  readonly fleet: Fleet;
  readonly orders: Orders;
}

const HEADS: readonly (readonly [Column, string])[] = [
  ["gateway", "Gateway"],
  ["state", "State"],
  ["connections", "Connections"],
  ["score", "Score"],
  ["share", "New clients"],
];

/** A region's gateways; a list of cards where the page is narrow. */
export function GatewayTable(props: Props) {
  const { region, gateways, histories, nowMillis, order, onSort, fleet, orders } = props;
  return (
    <table className="gateways">
      <caption className="unseen">Gateways of {region}</caption>
      <thead>
        <tr>
          {HEADS.map(([column, text]) => (
            <th key={column} scope="col" className={column} aria-sort={sortOf(order, column)}>
              <button type="button" onClick={() => onSort(column)}>
                {text}
                <span className="arrow" aria-hidden="true">
                  {order.column !== column ? "" : order.descending ? "↓" : "↑"}
                </span>
              </button>
            </th>
          ))}
          <th scope="col" className="messages">
            Messages
          </th>
        </tr>
      </thead>
      <tbody>
        {sorted(gateways, order).map((gateway) => (
          <GatewayRow
            key={key(gateway)}
            gateway={gateway}
            gateways={gateways}
            history={histories.get(key(gateway)) ?? []}
            nowMillis={nowMillis}
            fleet={fleet}
            orders={orders}
          />
        ))}
      </tbody>
    </table>
  );
}

function sortOf(order: Order, column: Column): "none" | "ascending" | "descending" {
  return order.column !== column ? "none" : order.descending ? "descending" : "ascending";
}
