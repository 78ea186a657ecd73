import { type Rollout, type Stage, guarded, measured, reach, standing } from "../model/policies";
import { duration } from "../model/words";
import { TierTable } from "./TierTable";

/** How far a version has come, and what happened there. */
export function RolloutView({ rollout }: { readonly rollout: Rollout }) {
  const bad = rollout.state === "rolled-back" || rollout.state === "aborted";
  const tiers = measured(rollout);
  return (
    <div className="rollout">
      <p role="status">
        <b className={bad ? "bad" : undefined}>
          Version {rollout.version}: {standing(rollout)}
        </b>
        {rollout.text !== "" && <small>{rollout.text}</small>}
      </p>
      {!rollout.over && (
        <ol className="stages">
          {rollout.stages.map((stage, index) => (
            <li key={index} aria-current={index === rollout.stage ? "step" : undefined}>
              <b>{reach(stage)}</b>
              <small>{applied(stage)}</small>
            </li>
          ))}
        </ol>
      )}
      {!rollout.over && <small>Goes back if not: {guarded(rollout.guards)}</small>}
      {tiers.length > 0 && (
        <details open={!rollout.over}>
          <summary>What was measured</summary>
          <TierTable
            caption="Messages since the stage's gateways had it"
            tiers={tiers}
            predicted={rollout.predicted.length > 0}
          />
        </details>
      )}
    </div>
  );
}

function applied(stage: Stage): string {
  const measure = stage.measure;
  if (measure === undefined) {
    return `then watched for ${duration(stage.bakeMillis)}`;
  }
  const refused = measure.refused === 0 ? "" : `, ${measure.refused} refused it`;
  return `${measure.applied} of ${measure.gateways} have it${refused}`;
}
