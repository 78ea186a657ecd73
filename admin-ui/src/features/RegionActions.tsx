import { useState } from "react";
import type { Asked } from "../api/operations";
import type { Fleet } from "../model/fleet";
import { canStop, restartOf, shareDone, standing } from "../model/operations";
import type { Orders } from "./GatewayActions";
import { Meter } from "./Meter";

interface Props {
  readonly region: string;
  readonly fleet: Fleet;
  readonly orders: Orders;
}

/** Restarts all gateways of a region in waves, shows how far that is, pauses and stops it. */
export function RegionActions({ region, fleet, orders }: Props) {
  const [sure, setSure] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [refused, setRefused] = useState("");
  const restart = restartOf(region, fleet);
  const share = restart === undefined ? undefined : shareDone(restart);

  const ask = async (order: () => Promise<Asked>) => {
    setSure(false);
    setWaiting(true);
    const asked = await order();
    setWaiting(false);
    setRefused(asked.kind === "refused" ? asked.why : "");
  };

  return (
    <div className="actions region-actions">
      {restart !== undefined && (
        <>
          <small className="standing" role="status" title={restart.text}>
            restart: {standing(restart)}
          </small>
          {share !== undefined && <Meter share={share} name="restarted" plain />}
          {canStop(restart) && (
            <>
              <button
                type="button"
                disabled={waiting}
                title={restart.paused ? undefined : "What has begun ends; nothing further begins"}
                onClick={() => void ask(() => orders.operation(restart.id, restart.paused ? "resume" : "pause"))}
              >
                {restart.paused ? "Resume" : "Pause"}
              </button>
              <button
                type="button"
                disabled={waiting}
                onClick={() => void ask(() => orders.operation(restart.id, "abort"))}
              >
                Stop
              </button>
            </>
          )}
        </>
      )}
      {restart === undefined && !sure && (
        <button
          type="button"
          disabled={waiting}
          title="One gateway, then 5 %, 25 % and all; each wave is watched. Nobody is disconnected"
          onClick={() => setSure(true)}
        >
          Restart gateways
        </button>
      )}
      {restart === undefined && sure && (
        <>
          <button
            type="button"
            className="sure"
            autoFocus
            onClick={() => void ask(() => orders.restartRegion(region))}
          >
            Replace all processes, in waves
          </button>
          <button type="button" onClick={() => setSure(false)}>
            No
          </button>
        </>
      )}
      {refused !== "" && <small role="alert">{refused}</small>}
    </div>
  );
}
