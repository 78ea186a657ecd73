import { type FormEvent, useState } from "react";

interface Props {
  /** There was a token, and it was refused. */
  readonly wrong: boolean;
  readonly onToken: (token: string) => void;
}

/** Asks for the API token. */
export function TokenPrompt({ wrong, onToken }: Props) {
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onToken(text.trim());
  };
  return (
    <main className="centre">
      <form className="card prompt" onSubmit={submit}>
        <img src="/icon.svg" alt="" width="44" height="44" />
        <h1>Drawbridge</h1>
        {wrong && (
          <p className="refused" role="alert">
            The control plane does not accept this token.
          </p>
        )}
        <label htmlFor="token">API token</label>
        <input
          id="token"
          type="password"
          autoComplete="off"
          spellCheck={false}
          autoFocus
          required
          aria-describedby="token-help"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <p id="token-help" className="quiet">
          <code>./drawbridge up</code> prints an address that carries it; a control plane of your own has it
          in its <code>api-token-file</code>. It is kept in this tab only.
        </p>
        <button type="submit">Open the console</button>
      </form>
    </main>
  );
}
