/** What a check says of an optimizer that fails it. */
class Fault extends Error {
  override readonly name = "Fault";
}

export function fault(text: string): never {
  throw new Fault(text);
}

export function must(condition: unknown, text: string): asserts condition {
  if (!condition) fault(text);
}

/** @throws Fault for the first number that is not the same to the bit, and for what is missing or too much */
export function same(actual: unknown, expected: unknown, what: string): void {
  const difference = firstDifference(actual, expected, Object.is);
  if (difference) fault(`${what}: ${difference}`);
}

/** The same, but that 0 and -0 are equal. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const difference = firstDifference(actual, expected, (a, b) => a === b || Object.is(a, b));
  if (difference) fault(`${what}: ${difference}`);
}

type Equal = (a: unknown, b: unknown) => boolean;

/** Where two plain values differ, and how; undefined where they do not. */
export function firstDifference(a: unknown, b: unknown, equal: Equal, path = ""): string | undefined {
  if (ArrayBuffer.isView(a) && ArrayBuffer.isView(b)) return arrays(a as never, b as never, equal, path);
  if (typeof a === "object" && typeof b === "object" && a !== null && b !== null) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const difference = firstDifference(a[key as never], b[key as never], equal, path ? `${path}.${key}` : key);
      if (difference) return difference;
    }
    return undefined;
  }
  return equal(a, b) ? undefined : `${path || "it"} is ${show(a)}, not ${show(b)}`;
}

function arrays(a: ArrayLike<number>, b: ArrayLike<number>, equal: Equal, path: string) {
  if (a.constructor !== b.constructor || a.length !== b.length) return `${path} is ${show(a)}, not ${show(b)}`;
  for (let i = 0; i < a.length; i++) if (!equal(a[i], b[i])) return `${path}[${i}] is ${show(a[i])}, not ${show(b[i])}`;
  return undefined;
}

const show = (value: unknown): string =>
  ArrayBuffer.isView(value)
    ? `a ${value.constructor.name} of length ${(value as never as ArrayLike<number>).length}`
    : Object.is(value, -0)
      ? "-0"
      : typeof value === "string"
        ? JSON.stringify(value)
        : String(value);

/** @throws Fault if it does not throw, or says something else */
export function refuses(run: () => unknown, message: RegExp, what: string): void {
  let error: unknown;
  try {
    run();
  } catch (thrown) {
    error = thrown;
  }
  if (error === undefined) fault(`${what} is accepted`);
  const text = error instanceof Error ? error.message : String(error);
  if (!message.test(text)) fault(`${what} says ${JSON.stringify(text)}, not ${message}`);
}

/** The text with which it throws; undefined where it does not. */
export function thrown(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return undefined;
}
