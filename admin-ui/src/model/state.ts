import type { Gateway } from "./fleet";

/** How a state looks: each has its own sign, so that colour alone says nothing. */
export type Tone = "good" | "busy" | "bad" | "moving" | "quiet";

export interface Look {
  readonly label: string;
  readonly tone: Tone;
  readonly meaning: string;
}

const LOOKS: Readonly<Record<string, Look>> = {
  UP: { label: "Up", tone: "good", meaning: "Takes its share of new clients." },
  WARN: { label: "Busy", tone: "busy", meaning: "One resource is close to its limit." },
  OVERLOADED: { label: "Overloaded", tone: "bad", meaning: "one resource is at its limit." },
  DRAINING: { label: "Draining", tone: "moving", meaning: "Its clients are asked to move." },
  RESTARTING: { label: "Restarting", tone: "moving", meaning: "Hands over to its successor." },
  STARTING: { label: "Starting", tone: "quiet", meaning: "Not taking clients yet." },
  SERVING: { label: "New", tone: "quiet", meaning: "Heard, and not placed yet." },
  UNHEARD: { label: "Unheard", tone: "quiet", meaning: "Registered, and not heard yet." },
  SUSPECT: { label: "Suspect", tone: "bad", meaning: "its control stream is lost." },
  GONE: { label: "Gone", tone: "quiet", meaning: "neither stream nor lease." },
};

/** A gateway that is not heard is suspect to the eye, also while its place is kept. */
export function lookOf(gateway: Gateway): Look {
  const state = !gateway.heard && gateway.state !== "GONE" ? "SUSPECT" : gateway.state;
  return LOOKS[state] ?? { label: gateway.state, tone: "quiet", meaning: "Unknown to this page." };
}

const URGENCY: Record<Tone, number> = { good: 0, quiet: 1, moving: 2, busy: 3, bad: 4 };

export function urgency(gateway: Gateway): number {
  return URGENCY[lookOf(gateway).tone];
}

/** True if new clients are sent to it. */
export function takesClients(gateway: Gateway): boolean {
  return gateway.heard && gateway.weight > 0;
}
