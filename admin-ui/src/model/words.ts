/** Numbers as people read them. */

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const SHORT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** 1,234 and, from a million on, 1.2M. */
export function count(value: number): string {
  return value < 1_000_000 ? WHOLE.format(value) : SHORT.format(value);
}

/** "3 gateways", "1 gateway". */
export function counted(value: number, thing: string): string {
  return `${count(value)} ${thing}${value === 1 ? "" : "s"}`;
}

/** 0.987 is 98 %; only what is whole is 100, only what is nothing is 0. */
export function percent(share: number): string {
  if (share <= 0) {
    return "0 %";
  }
  return `${share >= 1 ? 100 : Math.min(99, Math.max(1, Math.round(share * 100)))} %`;
}

/** Per second, with one digit while that says something. */
export function rate(perSecond: number): string {
  return perSecond > 0 && perSecond < 10 ? perSecond.toFixed(1) : count(perSecond);
}

/** How long: 850 ms is 0 s; 75 s is 1 min; what is over two days counts in days. */
export function duration(millis: number): string {
  const seconds = Math.floor(Math.max(0, millis) / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min`;
  }
  if (seconds < 48 * 3600) {
    return `${Math.floor(seconds / 3600)} h`;
  }
  return `${Math.floor(seconds / 86_400)} days`;
}

/** Below this data counts as fresh: two snapshots and a slow line. */
export const FRESH_MILLIS = 3_000;

/** "now", "12 s ago", "never". */
export function ago(millis: number | undefined): string {
  if (millis === undefined) {
    return "never";
  }
  return millis < FRESH_MILLIS ? "now" : `${duration(millis)} ago`;
}
