import type { StepTensor } from "./define.ts";
import type { Cells, Slot } from "./parameters.ts";

/** An object whose properties are the numbers in cells. */
export function numbersIn(cells: Cells, object: object = {}): Record<string, number> {
  for (const [name, cell] of Object.entries(cells))
    Object.defineProperty(object, name, {
      enumerable: true,
      configurable: true,
      get: () => cell[0],
      set(value: number) {
        cell[0] = value;
      },
    });
  return object as Record<string, number>;
}

/** A slot as a method sees it. Its arrays are those of the moment: `refresh` takes the present ones. */
export function tensorOf({ name, shape, role, output, outputAxis, hyper, arrays, cells }: Slot): StepTensor {
  return numbersIn(cells, { name, shape, role, output, outputAxis, hyper, ...arrays }) as never;
}

export const refresh = (tensor: StepTensor, { arrays }: Slot): void => void Object.assign(tensor, arrays);
