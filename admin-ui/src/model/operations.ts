import type { Fleet, Gateway, Operation } from "./fleet";

/** What another region told of its operations is asked for every 2 s. */
const STALE_MILLIS = 6_000;

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
    const abortable = waiting || (operation.state === "running" && operation.kind !== "undrain");
    return { kind: "underway", operation, abortable };
  }
  if (!gateway.heard) {
    return { kind: "none" };
  }
  return { kind: gateway.state === "DRAINING" ? "undrain" : "drain" };
}

/** How much of it is done, 0 to 1; undefined while that is not known. */
export function shareDone(operation: Operation): number | undefined {
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
