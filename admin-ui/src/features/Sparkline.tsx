import { type History, points } from "../model/history";
import { count } from "../model/words";

interface Props {
  readonly history: History;
  readonly nowMillis: number;
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

/** Room for the line's own width. */
const EDGE = 2;

/** The last two minutes of a number. */
export function Sparkline({ history, nowMillis, name, width, height }: Props) {
  const line = points(history, nowMillis, width - 2 * EDGE, height - 2 * EDGE).map(
    ([x, y]) => [(x + EDGE).toFixed(1), (y + EDGE).toFixed(1)] as const,
  );
  const path = line.map(([x, y]) => `${x},${y}`).join(" ");
  const [first, last] = [line[0], line.at(-1)];
  const ground = height - EDGE;
  return (
    <svg
      className="spark"
      role="img"
      aria-label={`${name}, last 2 minutes: ${rangeOf(history)}`}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
    >
      <path className="rail" d={`M${EDGE} ${ground}H${width - EDGE}`} />
      {first !== undefined && last !== undefined && (
        <>
          <polygon points={`${first[0]},${ground} ${path} ${last[0]},${ground}`} />
          <polyline points={path} />
          <circle cx={last[0]} cy={last[1]} r="2" />
        </>
      )}
    </svg>
  );
}

function rangeOf(history: History): string {
  const values = history.map((sample) => sample.value);
  return values.length === 0
    ? "nothing yet"
    : `${count(Math.min(...values))} to ${count(Math.max(...values))}`;
}
