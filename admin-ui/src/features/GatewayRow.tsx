import type { Fleet, Gateway } from "../model/fleet";
import type { History } from "../model/history";
import { shareOf } from "../model/overview";
import { lookOf } from "../model/state";
import { count, percent, rate } from "../model/words";
import { GatewayActions, type Orders } from "./GatewayActions";
import { Meter } from "./Meter";
import { Sparkline } from "./Sparkline";
import { StateBadge } from "./StateBadge";

interface Props {
  readonly gateway: Gateway;
  /** All of its region: shares are of those. */
  readonly gateways: readonly Gateway[];
  readonly history: History;
  readonly nowMillis: number;
  readonly fleet: Fleet;
  readonly orders: Orders;
}

export function GatewayRow({ gateway, gateways, history, nowMillis, fleet, orders }: Props) {
  const share = shareOf(gateway, gateways);
  const traffic = gateway.heard ? gateway.traffic : undefined;
  return (
    <tr className={lookOf(gateway).tone} data-gateway={`${gateway.region}/${gateway.gateway}`}>
      <th scope="row">
        {gateway.gateway}
        <small>{gateway.addresses[0] ?? "no address"}</small>
      </th>
      <td data-head="State">
        <StateBadge look={lookOf(gateway)} />
        {gateway.kept && <small>place kept</small>}
        <GatewayActions gateway={gateway} fleet={fleet} orders={orders} />
      </td>
      <td data-head="Connections" className="connections">
        <span className="figure">
          {count(gateway.connections)}
          {!gateway.heard && <small>last known</small>}
        </span>
        <Sparkline
          history={history}
          nowMillis={nowMillis}
          name={`connections of ${gateway.gateway}`}
          width={104}
          height={28}
        />
      </td>
      <td data-head="Score">
        {gateway.limitingResource === "" ? (
          <span className="quiet">not measured</span>
        ) : (
          <>
            <Meter share={gateway.headroom} name="headroom" />
            <small>limited by {gateway.limitingResource}</small>
          </>
        )}
      </td>
      <td data-head="New clients" className="share">
        <span className="figure">{percent(share)}</span>
        <small>weight {count(gateway.weight)}</small>
      </td>
      <td data-head="Messages" className="messages">
        {traffic === undefined ? (
          <span className="quiet" title="Told by gateways of the replica's own region, while heard.">
            not told
          </span>
        ) : (
          <>
            <span>{rate(traffic.messagesInPerSecond)}/s in</span>
            <small>{rate(traffic.messagesOutPerSecond)}/s out</small>
          </>
        )}
      </td>
    </tr>
  );
}
