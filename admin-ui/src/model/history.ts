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

/**
 * Histories by name: those with a value get a sample, those without stay as they are, and names
 * that are not in `values` are forgotten.
 */
export function extendedAll(
  histories: ReadonlyMap<string, History>,
  atMillis: number,
  values: ReadonlyMap<string, number | undefined>,
): ReadonlyMap<string, History> {
  return new Map(
    [...values].map(([name, value]) => {
      const history = histories.get(name) ?? [];
      return [name, value === undefined ? history : extended(history, atMillis, value)];
    }),
  );
}

/** What a drawing spans at least, so that the first seconds are no cliff. */
const LEAST_SPAN_MILLIS = 30_000;

/**
 * The points of a line in a box whose right edge is now; a line that ended ends before it. The
 * left edge is two minutes ago, or the first sample if that is younger. The top is the largest
 * value, but never less than one: nothing at all lies on the ground.
 */
export function points(
  history: History,
  nowMillis: number,
  width: number,
  height: number,
): readonly (readonly [number, number])[] {
  const longest = (SAMPLES - 1) * STEP_MILLIS;
  const shown = history.filter((sample) => nowMillis - sample.atMillis <= longest);
  const oldest = shown[0];
  if (oldest === undefined) {
    return [];
  }
  const span = Math.max(LEAST_SPAN_MILLIS, nowMillis - oldest.atMillis);
  const top = Math.max(1, ...shown.map((sample) => sample.value));
  return shown.map((sample) => [
    width * (1 - (nowMillis - sample.atMillis) / span),
    height * (1 - sample.value / top),
  ]);
}
