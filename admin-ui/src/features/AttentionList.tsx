import type { Attention } from "../model/overview";

/** Read aloud as it changes; empty and invisible while all is well. */
export function AttentionList({ attention }: { readonly attention: readonly Attention[] }) {
  return (
    <section aria-label="Needs attention" aria-live="polite">
      {attention.length > 0 && (
        <ul className="attention">
          {attention.map(({ where, text }) => (
            <li key={`${where}: ${text}`}>
              <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                <path d="M8 1.5 15 14H1z" />
                <path className="mark" d="M8 6v4M8 12v.01" />
              </svg>
              <b>{where}</b> <span>{text}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
