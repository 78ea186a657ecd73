import { useState } from "react";
import { LABELS, type Policy, type PolicyVerb, SURE, verbsOf } from "../model/policies";
import type { AskPolicy } from "./PolicySection";

interface Props {
  readonly policy: Policy;
  readonly ask: AskPolicy;
}

/** Pauses, resumes and stops a rollout, or goes back; what is felt everywhere is asked twice. */
export function PolicyActions({ policy, ask }: Props) {
  const [sure, setSure] = useState<PolicyVerb>();
  const [waiting, setWaiting] = useState(false);
  const [refused, setRefused] = useState("");
  const verbs = verbsOf(policy);
  // What was to be confirmed may make no sense any more.
  const confirming = sure !== undefined && verbs.includes(sure) ? sure : undefined;

  const order = async (verb: PolicyVerb) => {
    setSure(undefined);
    setWaiting(true);
    const asked = await ask(policy.name, verb);
    setWaiting(false);
    setRefused(asked.kind === "refused" ? asked.why : "");
  };

  return (
    <div className="actions">
      {confirming === undefined
        ? verbs.map((verb) => (
            <button
              key={verb}
              type="button"
              disabled={waiting}
              onClick={() => (SURE[verb] === undefined ? void order(verb) : setSure(verb))}
            >
              {LABELS[verb]}
            </button>
          ))
        : (
            <>
              <button type="button" className="sure" autoFocus onClick={() => void order(confirming)}>
                {SURE[confirming]}
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
