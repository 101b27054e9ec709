/** What is drawn of a path: where its dots are, and where its name may stand. All in pixels. */

/** The steps whose dots are at least that far from the last one drawn; the first and the last are there always. */
export function thinned(pixels: ArrayLike<number>, least: number): number[] {
  const count = pixels.length / 2;
  const kept = [0];
  let [x, y] = [pixels[0]!, pixels[1]!];
  for (let i = 1; i < count; i++) {
    const far = Math.hypot(pixels[2 * i]! - x, pixels[2 * i + 1]! - y) >= least;
    if (!far && i < count - 1) continue;
    kept.push(i);
    [x, y] = [pixels[2 * i]!, pixels[2 * i + 1]!];
  }
  return kept;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Clear of everything else by that, a label stands well enough. */
const CLEAR = 24;

/**
 * For each path, a box for its name beside one of its own points, as far as can be from the other paths and the boxes before.
 * @param sizes of the names
 * @param kept a point that is kept clear, too
 */
export function labelled(
  paths: readonly (readonly number[])[],
  sizes: readonly { readonly width: number; readonly height: number }[],
  frame: Box,
  kept: readonly number[] = [],
): (Box | undefined)[] {
  const boxes: (Box | undefined)[] = [];
  for (const [i, path] of paths.entries()) {
    const { width, height } = sizes[i]!;
    let [found, most] = [undefined as Box | undefined, 2];
    for (let k = 2; k < path.length; k += 2) {
      for (const [dx, dy] of [
        [8, -height / 2],
        [-8 - width, -height / 2],
        [-width / 2, -8 - height],
        [-width / 2, 8],
      ] as const) {
        const box = { x: path[k]! + dx, y: path[k + 1]! + dy, width, height };
        if (!isWithin(box, frame)) continue;
        const room = Math.min(
          CLEAR,
          apart(box, kept),
          ...paths.map((other, j) => apart(box, other) + (j === i ? 6 : 0)),
          ...boxes.map((other) => (other ? gap(box, other) : CLEAR)),
        );
        // Of two that are as good, the later: nearer to where the path leads.
        if (room >= most) [found, most] = [box, room];
      }
    }
    boxes.push(found);
  }
  return boxes;
}

const isWithin = (box: Box, frame: Box): boolean =>
  box.x >= frame.x &&
  box.y >= frame.y &&
  box.x + box.width <= frame.x + frame.width &&
  box.y + box.height <= frame.y + frame.height;

/** From a box to the nearest point of a path. */
function apart({ x, y, width, height }: Box, path: readonly number[]): number {
  let least = Infinity;
  for (let k = 0; k < path.length; k += 2) {
    const dx = Math.max(x - path[k]!, 0, path[k]! - x - width);
    const dy = Math.max(y - path[k + 1]!, 0, path[k + 1]! - y - height);
    least = Math.min(least, Math.hypot(dx, dy));
  }
  return least;
}

const gap = (one: Box, other: Box): number =>
  Math.max(
    one.x - other.x - other.width,
    other.x - one.x - one.width,
    one.y - other.y - other.height,
    other.y - one.y - one.height,
  );
