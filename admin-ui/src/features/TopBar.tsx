import type { Link } from "../app/store";
import type { Fleet } from "../model/fleet";
import { LinkStatus } from "./LinkStatus";

interface Props {
  readonly fleet: Fleet | undefined;
  readonly link: Link;
  readonly elapsedMillis: number;
  readonly onLeave: (() => void) | undefined;
}

/** The product, who tells, and whether it still does. */
export function TopBar({ fleet, link, elapsedMillis, onLeave }: Props) {
  return (
    <header className="top-bar">
      <img src="/icon.svg" alt="" width="28" height="28" />
      <h1>Drawbridge</h1>
      {fleet !== undefined && (
        <p className="told">
          as <b>{fleet.replica}</b> in <b>{fleet.region}</b> sees it
        </p>
      )}
      <span className="grow" />
      <LinkStatus link={link} known={fleet !== undefined} elapsedMillis={elapsedMillis} />
      {onLeave !== undefined && (
        <button type="button" className="plain" onClick={onLeave}>
          Forget token
        </button>
      )}
    </header>
  );
}
