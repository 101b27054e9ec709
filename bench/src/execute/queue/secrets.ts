/** Passwords that this process knows: what it says goes through here, so that none of them appears anywhere. */

const secrets = new Set<string>();

/** From now on it is hidden, as it is and as a URL has it. A password of no letters hides nothing. */
export function hide(secret: string): void {
  for (const form of [secret, encodeURIComponent(secret)]) if (form !== "") secrets.add(form);
}

/** A text without the passwords, and without that of any URL in it: one may be told of before it is understood. */
export function redacted(text: string): string {
  let clean = text.replace(/\b([a-z][a-z+.-]*:\/\/)\S*@/gi, "$1***@");
  // Longer ones first: one may be a part of another.
  for (const secret of [...secrets].sort((a, b) => b.length - a.length)) clean = clean.replaceAll(secret, "***");
  return clean;
}

/** What went wrong, as an error of its own: those of a client carry the command that failed, its password included. */
export function redactedError(error: unknown): Error {
  const { message, stack, code } = error as NodeJS.ErrnoException;
  // A connection that was tried at several addresses says so in its parts alone.
  const told = message || (error as AggregateError).errors?.[0]?.message || code || String(error);
  const clean = new Error(redacted(told));
  if (stack) clean.stack = redacted(stack);
  return clean;
}
