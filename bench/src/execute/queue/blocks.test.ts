import { expect, test } from "vitest";
import { type Block, blocks } from "./blocks.ts";

const short = Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? "long" : "short"));

/** Cuts everything, a run of `short` taking 100 ms and one of `long` 5 s. */
function cutAll(isOpen: (index: number) => boolean, known: Readonly<Record<string, number>> = {}): Block[] {
  const cut = blocks(short, isOpen);
  for (const [kind, size] of Object.entries(known)) cut.settle(kind, size);
  const found: Block[] = [];
  for (let block = cut.next(); block; block = cut.next()) {
    found.push(block);
    const size = cut.took(block, block.open.length * (block.kind === "long" ? 5000 : 100));
    if (size) cut.settle(block.kind, size);
  }
  return found;
}

const sizes = (found: readonly Block[], kind: string) =>
  found.filter((block) => block.kind === kind).map(({ all }) => all.length);

test("blocks double until two take long enough, and each run is in one of them", () => {
  const found = cutAll(() => true);
  expect(sizes(found, "long")).toEqual(Array(10).fill(1));
  expect(sizes(found, "short")).toEqual([1, 1, 2, 2, 4, 4, 8, 8]);
  expect(found.flatMap(({ all }) => all).sort((a, b) => a - b)).toEqual(short.map((_, i) => i));
});

test("runs of a kind wait until it is known how long they take", () => {
  const cut = blocks(["a", "a", "b", "a"], () => true);
  expect([1, 2, 3, 4].map(() => cut.next()?.all)).toEqual([[0], [1], [2], undefined]);
});

test("who has done a part of it, and knows the sizes, cuts the same blocks", () => {
  const all = cutAll(() => true).map((block) => block.all.join());
  const rest = cutAll((index) => index > 13, { short: 8, long: 1 });
  expect(rest.flatMap(({ open }) => open).sort((a, b) => a - b)).toEqual(short.map((_, i) => i).slice(14));
  for (const block of rest) expect(all).toContain(block.all.join());
});

test("one slow block is no reason: a thread's first run takes its time", () => {
  const cut = blocks(Array(100).fill("a"), () => true);
  const [first, second] = [cut.next()!, cut.next()!];
  expect([cut.took(second, 5000), cut.took(first, 10)]).toEqual([undefined, undefined]);
  expect(cut.next()!.all).toEqual([2, 3]);
});

test.each([2, 4, 16])("a size that another has settled is taken over: %d", (size) => {
  const mine = blocks(Array(100).fill("a"), () => true);
  for (let i = 0; i < 6; i++) mine.took(mine.next()!, 10);
  mine.settle("a", size);
  const theirs = blocks(Array(100).fill("a"), () => true);
  theirs.settle("a", size);
  const rest = (cut: typeof mine) => {
    const found: string[] = [];
    for (let block = cut.next(); block; block = cut.next()) found.push(block.all.join());
    return found;
  };
  const known = rest(theirs);
  for (const block of rest(mine)) expect(known).toContain(block);
});
