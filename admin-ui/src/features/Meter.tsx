import { percent } from "../model/words";

interface Props {
  readonly share: number;
  readonly name: string;
  /** Little of it is nothing to worry about. */
  readonly plain?: boolean;
}

/** How much of something is there; also colour, but never colour alone. */
export function Meter({ share, name, plain = false }: Props) {
  const width = Math.max(0, Math.min(1, share));
  return (
    <span className="meter" aria-label={`${name} ${percent(share)}`} role="img">
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect className="rail" width="100" height="6" rx="3" />
        <rect className={plain ? "plain" : toneOf(share)} width={100 * width} height="6" rx="3" />
      </svg>
      <span className="figure" aria-hidden="true">
        {percent(share)}
      </span>
    </span>
  );
}

/** Where the scoring itself calls a gateway busy (.80 used) and overloaded (.90 used). */
export function toneOf(share: number): "good" | "busy" | "bad" {
  return share > 0.2 ? "good" : share > 0.1 ? "busy" : "bad";
}
