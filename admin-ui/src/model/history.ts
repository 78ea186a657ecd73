/** The last minutes of a number, for drawings. */

/** Two minutes at one sample a second. */
export const SAMPLES = 120;

const STEP_MILLIS = 1_000;

export interface Sample {
  readonly atMillis: number;
  readonly value: number;
}

export type History = readonly Sample[];

/** With one more sample; those of the same second replace each other, the oldest go. */
export function extended(history: History, atMillis: number, value: number): History {
  const last = history.at(-1);
  const sameStep =
    last !== undefined &&
    Math.floor(last.atMillis / STEP_MILLIS) === Math.floor(atMillis / STEP_MILLIS);
  const kept = sameStep ? history.slice(0, -1) : history;
  return [...kept, { atMillis, value }].slice(-SAMPLES);
}

/** Histories by name; names that are not in `values` are forgotten. */
export function extendedAll(
  histories: ReadonlyMap<string, History>,
  atMillis: number,
  values: ReadonlyMap<string, number>,
): ReadonlyMap<string, History> {
  return new Map(
    [...values].map(([name, value]) => [
      name,
      extended(histories.get(name) ?? [], atMillis, value),
    ]),
  );
}

/**
 * The points of a line in a box, the newest sample at the right edge, time to scale. The top is the
 * largest value, but never less than one: nothing at all lies on the ground.
 */
export function points(
  history: History,
  width: number,
  height: number,
): readonly (readonly [number, number])[] {
  const newest = history.at(-1);
  if (newest === undefined) {
    return [];
  }
  const top = Math.max(1, ...history.map((sample) => sample.value));
  const span = (SAMPLES - 1) * STEP_MILLIS;
  return history
    .filter((sample) => newest.atMillis - sample.atMillis <= span)
    .map((sample) => [
      width * (1 - (newest.atMillis - sample.atMillis) / span),
      height * (1 - sample.value / top),
    ]);
}
