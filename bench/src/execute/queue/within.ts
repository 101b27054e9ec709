/** What may never come is waited for so many milliseconds and no longer: a queue that is gone says nothing. */
export async function within(milliseconds: number, ...what: readonly Promise<unknown>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([Promise.allSettled(what), late]);
  clearTimeout(timer);
}

/** In milliseconds: so long a goodbye may take. */
export const FAREWELL = 2000;
