import type { Link } from "../app/store";

/** Nothing is known yet. */
export function Waiting({ link }: { readonly link: Link }) {
  return (
    <main className="centre">
      {link.kind === "reconnecting" ? (
        <div className="card notice" role="alert">
          <h2>No answer yet</h2>
          <p>{link.why}.</p>
          <p className="quiet">This page keeps trying by itself.</p>
        </div>
      ) : (
        <p className="quiet">Asking the control plane …</p>
      )}
    </main>
  );
}
