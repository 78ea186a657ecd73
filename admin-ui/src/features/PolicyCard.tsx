import type { Policy } from "../model/policies";
import { ago, counted } from "../model/words";
import { PolicyActions } from "./PolicyActions";
import type { AskPolicy } from "./PolicySection";
import { RolloutView } from "./RolloutView";
import { TierTable } from "./TierTable";

interface Props {
  readonly policy: Policy;
  readonly nowMillis: number;
  readonly ask: AskPolicy;
}

/** One policy: what is in force, what is coming, what was tried. */
export function PolicyCard({ policy, nowMillis, ask }: Props) {
  const { newest, rollout, dryRun } = policy;
  return (
    <li>
      <div className="policy-head">
        <h3>
          {policy.name} <small>{policy.kind}</small>
        </h3>
        <dl className="facts">
          <Fact name="In force" value={policy.stable === 0 ? "none" : `version ${policy.stable}`} />
          {newest !== undefined && (
            <Fact
              name="Newest"
              value={`${newest.removed ? "removed by version" : "version"} ${newest.version}, ${
                newest.by === "" ? "somebody" : newest.by
              }, ${ago(nowMillis - newest.atUnixMillis)}`}
            />
          )}
        </dl>
        <PolicyActions policy={policy} ask={ask} />
      </div>
      {newest !== undefined && newest.comment !== "" && <p className="quiet">{newest.comment}</p>}
      {rollout !== undefined && <RolloutView rollout={rollout} />}
      {dryRun !== undefined && (
        <details open={!dryRun.over}>
          <summary>
            Dry run: {dryRun.over ? dryRun.outcome || dryRun.state : "messages are being judged"}
          </summary>
          <TierTable
            caption={`What would have been refused on ${counted(dryRun.gateways, "gateway")}`}
            tiers={dryRun.tiers}
          />
        </details>
      )}
    </li>
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
