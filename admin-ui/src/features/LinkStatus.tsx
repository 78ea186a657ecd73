import type { Link } from "../app/store";
import { duration } from "../model/words";

interface Props {
  readonly link: Link;
  readonly known: boolean;
  readonly elapsedMillis: number;
}

/** Whether the page shows what is, or what was. */
export function LinkStatus({ link, known, elapsedMillis }: Props) {
  const live = link.kind === "live";
  const age = known && !live ? `, data ${duration(elapsedMillis)} old` : "";
  return (
    <p className={`link-status ${live ? "live" : "lost"}`}>
      <span className="dot" aria-hidden="true" />
      {/* The age changes twice a second and is not read aloud each time. */}
      <span role="status">{live ? "Live" : link.kind === "connecting" ? "Connecting" : "Reconnecting"}</span>
      <span className="age">{age}</span>
    </p>
  );
}
