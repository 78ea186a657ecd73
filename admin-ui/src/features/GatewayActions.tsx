import { useState } from "react";
import type { Asked, OperationVerb, Verb } from "../api/operations";
import type { Fleet, Gateway } from "../model/fleet";
import { choiceOf, shareDone, standing } from "../model/operations";
import { Meter } from "./Meter";

/** How the page asks for operations. */
export interface Orders {
  gateway(gateway: Gateway, verb: Verb): Promise<Asked>;
  restartRegion(region: string): Promise<Asked>;
  operation(id: string, verb: OperationVerb): Promise<Asked>;
}

interface Props {
  readonly gateway: Gateway;
  readonly fleet: Fleet;
  readonly orders: Orders;
}

/** What is asked twice, in the words of the second question. */
const SURE = { drain: "Move all clients away", restart: "Replace its process" } as const;

/** Drains a gateway and takes that back, restarts it, and shows how far that is. */
export function GatewayActions({ gateway, fleet, orders }: Props) {
  const [sure, setSure] = useState<keyof typeof SURE>();
  const [waiting, setWaiting] = useState(false);
  const [refused, setRefused] = useState("");
  const choice = choiceOf(gateway, fleet);
  const share = choice.kind === "underway" ? shareDone(choice.operation) : undefined;

  const ask = async (order: () => Promise<Asked>) => {
    setSure(undefined);
    setWaiting(true);
    const asked = await order();
    setWaiting(false);
    setRefused(asked.kind === "refused" ? asked.why : "");
  };

  if (choice.kind === "none") {
    return null;
  }
  return (
    <div className="actions">
      {choice.kind === "underway" && (
        <>
          <small className="standing" role="status" title={choice.operation.text}>
            {choice.operation.kind}: {standing(choice.operation)}
          </small>
          {share !== undefined && <Meter share={share} name="done" plain />}
          {choice.abortable && (
            <button
              type="button"
              disabled={waiting}
              onClick={() => void ask(() => orders.operation(choice.operation.id, "abort"))}
            >
              Abort
            </button>
          )}
        </>
      )}
      {choice.kind === "undrain" && (
        <button
          type="button"
          disabled={waiting}
          onClick={() => void ask(() => orders.gateway(gateway, "undrain"))}
        >
          Undrain
        </button>
      )}
      {choice.kind === "drain" && sure === undefined && (
        <>
          <button type="button" disabled={waiting} onClick={() => setSure("drain")}>
            Drain
          </button>
          <button
            type="button"
            disabled={waiting}
            title="A new process takes over; nobody is disconnected"
            onClick={() => setSure("restart")}
          >
            Restart
          </button>
        </>
      )}
      {choice.kind === "drain" && sure !== undefined && (
        <>
          <button
            type="button"
            className="sure"
            autoFocus
            onClick={() => void ask(() => orders.gateway(gateway, sure))}
          >
            {SURE[sure]}
          </button>
          <button type="button" onClick={() => setSure(undefined)}>
            No
          </button>
        </>
      )}
      {refused !== "" && <small role="alert">{refused}</small>}
    </div>
  );
}
