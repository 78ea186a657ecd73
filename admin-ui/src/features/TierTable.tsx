import { type Tier, refusedShare } from "../model/policies";
import { count } from "../model/words";

interface Props {
  readonly caption: string;
  readonly tiers: readonly (Tier & { readonly predicted?: number | undefined })[];
  /** True: what a dry run said stands beside it. */
  readonly predicted?: boolean;
}

/** What became of messages, tier by tier. */
export function TierTable({ caption, tiers, predicted = false }: Props) {
  return (
    <table className="tiers">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Tier</th>
          <th scope="col">Offered</th>
          <th scope="col">Refused</th>
          <th scope="col">Share</th>
          {predicted && <th scope="col">Predicted</th>}
        </tr>
      </thead>
      <tbody>
        {tiers.map((tier) => (
          <tr key={tier.tier}>
            <th scope="row">{tier.tier}</th>
            <td className="figure">{count(tier.offered)}</td>
            <td className="figure">{count(tier.refused)}</td>
            <td className="figure">{refusedShare(tier.share)}</td>
            {predicted && (
              <td className="figure">
                {tier.predicted === undefined ? "–" : refusedShare(tier.predicted)}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
