import { percent } from "../model/words";
import { toneOf } from "./Meter";

const RADIUS = 20;
const ROUND = 2 * Math.PI * RADIUS;

/** A region's score: its free capacity, times the share of its gateways that live. */
export function ScoreRing({ score, known }: { readonly score: number; readonly known: boolean }) {
  const text = known ? percent(score) : "–";
  return (
    <div
      className="score"
      role="img"
      aria-label={known ? `score ${text}` : "score unknown"}
      title="Free capacity, times the share of gateways alive"
    >
      <svg viewBox="0 0 48 48" width="56" height="56" aria-hidden="true">
        <circle className="rail" cx="24" cy="24" r={RADIUS} />
        {known && score > 0 && (
          <circle
            className={toneOf(score)}
            cx="24"
            cy="24"
            r={RADIUS}
            strokeDasharray={`${ROUND * Math.min(1, score)} ${ROUND}`}
            transform="rotate(-90 24 24)"
          />
        )}
      </svg>
      <span aria-hidden="true">{known ? Math.round(score * 100) : "–"}</span>
    </div>
  );
}
