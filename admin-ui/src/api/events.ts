import { type Fleet, parseFleet } from "../model/fleet";
import { EventReader } from "./sse";

/** The document comes every second; after so long without one the stream counts as broken. */
export const SILENCE_MILLIS = 5_000;

/** First and longest pause before the next attempt; drawn between half and all of it. */
const FIRST_PAUSE_MILLIS = 500;
const LONGEST_PAUSE_MILLIS = 5_000;

export interface Listener {
  received(fleet: Fleet): void;
  /** No stream any more; it will be tried again. */
  lost(why: string): void;
  /** Not without another token; nothing more is tried. */
  refused(): void;
}

/** Follows the events until the signal; fetch, because EventSource cannot send a token. */
export async function follow(
  token: string,
  listener: Listener,
  signal: AbortSignal,
  fetcher: typeof fetch = fetch,
): Promise<void> {
  let pause = FIRST_PAUSE_MILLIS;
  while (!signal.aborted) {
    const answer = await once(token, signal, fetcher, (fleet) => {
      pause = FIRST_PAUSE_MILLIS;
      listener.received(fleet);
    });
    if (signal.aborted) {
      return;
    }
    if (answer === "refused") {
      listener.refused();
      return;
    }
    listener.lost(answer);
    await wait(pause * (0.5 + Math.random() / 2), signal);
    pause = Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
  }
}

/** One stream from its beginning to its end, and why it ended. */
async function once(
  token: string,
  signal: AbortSignal,
  fetcher: typeof fetch,
  received: (fleet: Fleet) => void,
): Promise<string> {
  const attempt = new AbortController();
  const end = () => attempt.abort();
  signal.addEventListener("abort", end);
  let watchdog = setTimeout(end, SILENCE_MILLIS);
  try {
    const response = await fetcher("/api/v1/events", {
      headers: token === "" ? {} : { Authorization: `Bearer ${token}` },
      cache: "no-store",
      signal: attempt.signal,
    });
    if (response.status === 401) {
      return "refused";
    }
    if (!response.ok || response.body === null) {
      return await problem(response);
    }
    const pieces = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const events = new EventReader();
    for (let next = await pieces.read(); !next.done; next = await pieces.read()) {
      clearTimeout(watchdog);
      watchdog = setTimeout(end, SILENCE_MILLIS);
      events.read(next.value).map(parseFleet).forEach(received);
    }
    return "the control plane ended the stream";
  } catch (error) {
    return attempt.signal.aborted ? "nothing heard from the control plane" : text(error);
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener("abort", end);
    attempt.abort();
  }
}

async function problem(response: Response): Promise<string> {
  try {
    const { code, detail } = (await response.json()) as { code?: string; detail?: string };
    return `${code ?? response.status}: ${detail ?? response.statusText}`;
  } catch {
    return `answer ${response.status}`;
  }
}

function text(error: unknown): string {
  // A browser's own words for this are "Failed to fetch" and the like.
  return error instanceof TypeError ? "the control plane cannot be reached" : error instanceof Error
      ? error.message
      : String(error);
}

function wait(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, millis);
    signal.addEventListener("abort", done);
  });
}
