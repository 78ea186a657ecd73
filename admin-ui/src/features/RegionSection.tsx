import type { Fleet } from "../model/fleet";
import type { History } from "../model/history";
import type { RegionOverview } from "../model/overview";
import type { Column, Order } from "../model/sort";
import { ago, count } from "../model/words";
import type { Orders } from "./GatewayActions";
import { GatewayTable } from "./GatewayTable";
import { RegionActions } from "./RegionActions";
import { ScoreRing } from "./ScoreRing";

interface Props {
  readonly overview: RegionOverview;
  readonly histories: ReadonlyMap<string, History>;
  readonly nowMillis: number;
  readonly order: Order;
  readonly onSort: (column: Column) => void;
  readonly fleet: Fleet;
  readonly orders: Orders;
}

/** One region: how it is, and its gateways. */
export function RegionSection(props: Props) {
  const { overview, histories, nowMillis, order, onSort, fleet, orders } = props;
  const { region, gateways, ageMillis, stale } = overview;
  const title = `region-${region.region}`;
  return (
    <section className={stale ? "card region stale" : "card region"} aria-labelledby={title}>
      <header>
        <ScoreRing score={region.score} known={ageMillis !== undefined} />
        <div>
          <h2 id={title}>
            {region.region}
            {region.own && <span className="chip">this region</span>}
            {stale && ageMillis !== undefined && <span className="chip lost">not heard</span>}
          </h2>
          <dl className="facts">
            <Fact name="Data" value={ago(ageMillis)} />
            <Fact name="Leader" value={region.leader === "" ? "none" : region.leader} />
            <Fact name="Generation" value={region.generation ?? "none"} />
            <Fact name="Connections" value={count(overview.connections)} />
          </dl>
        </div>
        {gateways.length > 0 && <RegionActions region={region.region} fleet={fleet} orders={orders} />}
      </header>
      {gateways.length === 0 ? (
        <p className="quiet empty">
          {ageMillis === undefined && !region.own
            ? "Nothing heard of this region yet. Is it running, and is the line to it up?"
            : "No gateway has registered yet."}
        </p>
      ) : (
        <GatewayTable
          region={region.region}
          gateways={gateways}
          histories={histories}
          nowMillis={nowMillis}
          order={order}
          onSort={onSort}
          fleet={fleet}
          orders={orders}
        />
      )}
    </section>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
