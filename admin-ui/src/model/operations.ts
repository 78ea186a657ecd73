import type { Fleet, Gateway, Operation, Waves } from "./fleet";

/** What another region told of its operations is asked for every 2 s. */
const STALE_MILLIS = 6_000;

/** What cannot be stopped once it has begun. */
const FOR_GOOD: readonly string[] = ["undrain", "restart"];

/** What can be done about a gateway now. */
export type Choice =
  /** Nothing: a gateway that is lost. */
  | { readonly kind: "none" }
  | { readonly kind: "drain" }
  | { readonly kind: "undrain" }
  | { readonly kind: "underway"; readonly operation: Operation; readonly abortable: boolean };

export function choiceOf(gateway: Gateway, fleet: Fleet): Choice {
  const operation = fleet.operations.find(
    (each) =>
      each.region === gateway.region && each.gateway === gateway.gateway && !each.over && each.kind !== "kick",
  );
  if (operation !== undefined) {
    // What another region has not taken can be stopped whatever it is.
    const waiting = operation.state === "pending" && operation.region !== fleet.region;
    const running = operation.state === "running" && !FOR_GOOD.includes(operation.kind);
    return { kind: "underway", operation, abortable: waiting || running };
  }
  if (!gateway.heard) {
    return { kind: "none" };
  }
  return { kind: gateway.state === "DRAINING" ? "undrain" : "drain" };
}

/** The restart of a whole region that is under way, if one is. */
export function restartOf(region: string, fleet: Fleet): Operation | undefined {
  return fleet.operations.find(
    (each) => each.region === region && each.gateway === "" && each.kind === "restart_waves" && !each.over,
  );
}

/** True while somebody may stop or pause a restart in waves. */
export function canStop(restart: Operation): boolean {
  return restart.state === "pending" || restart.state === "running";
}

/** How much of it is done, 0 to 1; undefined while that is not known. */
export function shareDone(operation: Operation): number | undefined {
  const waves = operation.waves;
  if (waves !== undefined && waves.of > 0) {
    return waves.done / waves.of;
  }
  const progress = operation.progress;
  if (progress === undefined || progress.total === 0) {
    return undefined;
  }
  return (progress.total - progress.left) / progress.total;
}

/** How it stands, in a few words. */
export function standing(operation: Operation): string {
  const age = operation.ageMillis;
  const told = age === undefined || age < STALE_MILLIS ? "" : ` (${Math.round(age / 1000)} s ago)`;
  return progressOf(operation) + told;
}

function progressOf(operation: Operation): string {
  if (operation.waves !== undefined) {
    return wavesOf(operation.waves, operation.state, operation.paused);
  }
  if (operation.state === "pending" && operation.text !== "") {
    return operation.text.split(": ")[0] ?? operation.text; // why in detail is in the title
  }
  if (operation.state === "aborting") {
    return "is being taken back";
  }
  const progress = operation.progress;
  if (progress === undefined || operation.action === "hold") {
    return operation.kind === "drain" ? "leaving the answers" : "under way";
  }
  const seconds = Math.ceil(progress.etaMillis / 1000);
  return `${progress.left} of ${progress.total} left, at most ${seconds} s`;
}

function wavesOf(waves: Waves, state: string, paused: boolean): string {
  const far = `wave ${waves.wave}, ${waves.done} of ${waves.of} gateways`;
  if (waves.fault !== "") {
    return `is being taken back: ${waves.fault}`;
  }
  if (state === "aborting") {
    return `stops: ${far}`;
  }
  if (paused) {
    return `paused: ${far}`;
  }
  return waves.etaMillis === undefined ? far : `${far}, about ${Math.ceil(waves.etaMillis / 1000)} s`;
}
