import type { ReactNode } from "react";
import type { History } from "../model/history";
import type { Overview } from "../model/overview";
import { count } from "../model/words";
import { Sparkline } from "./Sparkline";

interface Props {
  readonly overview: Overview;
  readonly total: History;
  readonly nowMillis: number;
}

/** The fleet in four numbers. */
export function Tiles({ overview, total, nowMillis }: Props) {
  const problems = overview.attention.length;
  return (
    <section className="tiles" aria-label="The fleet">
      <Tile name="Client connections" value={count(overview.connections)} wide>
        <Sparkline history={total} nowMillis={nowMillis} name="all connections" width={260} height={44} />
      </Tile>
      <Tile
        name="Gateways taking clients"
        value={count(overview.takingClients)}
        of={overview.gateways}
      />
      <Tile name="Regions heard" value={count(overview.freshRegions)} of={overview.regions.length} />
      <Tile
        name="Needs attention"
        value={problems === 0 ? "Nothing" : count(problems)}
        tone={problems === 0 ? "good" : "bad"}
      />
    </section>
  );
}

interface TileProps {
  readonly name: string;
  readonly value: string;
  readonly of?: number;
  readonly wide?: boolean;
  readonly tone?: "good" | "bad";
  readonly children?: ReactNode;
}

function Tile({ name, value, of, wide, tone, children }: TileProps) {
  return (
    <div className={`card tile ${wide === true ? "wide" : ""}`}>
      <div>
        <h2>{name}</h2>
        <p className={tone === undefined ? "number" : `number ${tone}`}>
          {value}
          {of !== undefined && <span className="of"> of {count(of)}</span>}
        </p>
      </div>
      {children}
    </div>
  );
}
