import type { Look, Tone } from "../model/state";

/** A sign for each tone, so that none depends on colour. */
const SIGNS: Record<Tone, string> = {
  good: "M3 8.5 6.5 12 13 4.5",
  busy: "M8 3v6M8 12v.01",
  bad: "M4 4l8 8M12 4l-8 8",
  moving: "M3 8h10M9 4l4 4-4 4",
  quiet: "M3.5 8h9",
};

export function StateBadge({ look }: { readonly look: Look }) {
  return (
    <span className={`badge ${look.tone}`} title={look.meaning}>
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        <path d={SIGNS[look.tone]} />
      </svg>
      {look.label}
    </span>
  );
}
