/** What control planes tell, read field by field; each throws an Error that names offender and expectation. */

export type Fields = Readonly<Record<string, unknown>>;

export function record(value: unknown, name: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`${name}: ${kind(value)} (expected: an object)`);
  }
  return value as Fields;
}

export function list(from: Fields, name: string): readonly unknown[] {
  const value = from[name];
  if (!Array.isArray(value)) {
    throw new Error(`${name}: ${kind(value)} (expected: a list)`);
  }
  return value;
}

export function string(from: Fields, name: string): string {
  const value = from[name];
  if (typeof value !== "string") {
    throw new Error(`${name}: ${kind(value)} (expected: text)`);
  }
  return value;
}

export function number(from: Fields, name: string): number {
  const value = from[name];
  if (typeof value !== "number") {
    throw new Error(`${name}: ${kind(value)} (expected: a number)`);
  }
  return value;
}

export function strings(value: unknown, name: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record(value, name)).map(([key, text]) => [key, String(text)]),
  );
}

export function optional<T>(
  from: Fields,
  name: string,
  read: (from: Fields, name: string) => T,
): T | undefined {
  return from[name] === undefined || from[name] === null ? undefined : read(from, name);
}

function kind(value: unknown): string {
  return value === undefined ? "missing" : value === null ? "null" : typeof value;
}
