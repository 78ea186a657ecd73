import { useEffect } from "react";
import { useOrder } from "../app/useOrder";
import type { Fleet } from "../model/fleet";
import type { History } from "../model/history";
import { overviewOf } from "../model/overview";
import type { Policy } from "../model/policies";
import { AttentionList } from "./AttentionList";
import type { Orders } from "./GatewayActions";
import { type AskPolicy, PolicySection } from "./PolicySection";
import { RegionSection } from "./RegionSection";
import { Tiles } from "./Tiles";

interface Props {
  readonly fleet: Fleet;
  readonly elapsedMillis: number;
  /** When the document was received. */
  readonly nowMillis: number;
  readonly total: History;
  readonly histories: ReadonlyMap<string, History>;
  readonly orders: Orders;
  /** Undefined: not known, or this control plane knows of none. */
  readonly policies: readonly Policy[] | undefined;
  readonly askPolicy: AskPolicy;
}

/** Everything that is known of the fleet. */
export function FleetPage(props: Props) {
  const { fleet, elapsedMillis, nowMillis, total, histories, orders, policies, askPolicy } = props;
  const [order, sort] = useOrder();
  const overview = overviewOf(fleet, elapsedMillis);
  const problems = overview.attention.length;
  useEffect(() => {
    document.title = problems === 0 ? "Drawbridge" : `(${problems}) Drawbridge`;
  }, [problems]);
  return (
    <main>
      <Tiles overview={overview} total={total} nowMillis={nowMillis} />
      <AttentionList attention={overview.attention} />
      {overview.regions.map((region) => (
        <RegionSection
          key={region.region.region}
          overview={region}
          histories={histories}
          nowMillis={nowMillis}
          order={order}
          onSort={sort}
          fleet={fleet}
          orders={orders}
        />
      ))}
      {policies !== undefined && (
        <PolicySection
          region={fleet.region}
          policies={policies}
          nowMillis={nowMillis}
          ask={askPolicy}
        />
      )}
    </main>
  );
}
