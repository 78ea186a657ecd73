import type { Asked } from "../api/operations";
import type { Policy, PolicyVerb } from "../model/policies";
import { PolicyCard } from "./PolicyCard";

/** How the page asks for changes of policies. */
export type AskPolicy = (name: string, verb: PolicyVerb) => Promise<Asked>;

interface Props {
  readonly region: string;
  readonly policies: readonly Policy[];
  readonly nowMillis: number;
  readonly ask: AskPolicy;
}

/** The policies of the region whose control plane tells. */
export function PolicySection({ region, policies, nowMillis, ask }: Props) {
  return (
    <section className="card policies" aria-labelledby="policies">
      <header>
        <h2 id="policies">
          Policies <span className="chip">of {region}</span>
        </h2>
      </header>
      {policies.length === 0 ? (
        <p className="quiet empty">
          None yet: <code>drawbridge policy apply FILE</code> makes one.
        </p>
      ) : (
        <ul>
          {policies.map((policy) => (
            <PolicyCard key={policy.name} policy={policy} nowMillis={nowMillis} ask={ask} />
          ))}
        </ul>
      )}
    </section>
  );
}
