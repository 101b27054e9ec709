import { fault, must, refuses, same, thrown } from "../assert.ts";
import { notFinite, type Shapes, snapshot, task, train, valuesOf } from "../fixtures.ts";
import type { Check } from "../subject.ts";

/** Of every rank up to four axes; wide, tall, of one element, of none. */
const every: Shapes = {
  scalar: [],
  one: [1],
  vector: [7],
  ones: [1, 1],
  row: [1, 6],
  column: [6, 1],
  square: [4, 4],
  wide: [2, 40],
  tall: [40, 2],
  three: [2, 3, 4],
  kernel: [3, 2, 2, 2],
  thin: [1, 1, 5],
  none: [0],
  noRows: [0, 3],
  noColumns: [3, 0],
};

export const parameters: readonly Check[] = [
  {
    name: "moves parameters of every shape",
    run({ make, settings, typesOf }) {
      for (const { name, hyper } of settings)
        for (const type of typesOf(name))
          for (const first of name === "defaults" ? [false, true] : [false]) {
            const work = task(type, { shapes: every });
            if (first)
              for (const parameter of Object.values(work.parameters))
                if (parameter.shape!.length) parameter.outputAxis = 0;
            const start = valuesOf(work);
            const optimizer = make(work, hyper);
            train(optimizer, work, 3);
            const where = `${type.name}, with ${name}`;
            const found = notFinite(valuesOf(work));
            if (found) fault(`${where}: ${found}`);
            for (const [parameter, { value, shape }] of Object.entries(work.parameters))
              must(
                !value.length || value.some((x, i) => x !== start[parameter]![i]),
                `${where}: "${parameter}" of shape [${shape}] has not moved`,
              );
          }
    },
  },
  {
    name: "takes each shape alone, and nothing but parameters without elements",
    run({ make }) {
      for (const [name, shape] of Object.entries(every)) {
        const work = task(Float32Array, { shapes: { [name]: shape } });
        const said = thrown(() => train(make(work), work, 2));
        const found = said ?? notFinite(valuesOf(work));
        if (found) fault(`alone, a parameter of shape [${shape}]: ${found}`);
      }
    },
  },
  {
    name: "names what is wrong with parameters",
    run({ make }) {
      const f = (length: number) => new Float32Array(length);
      const bad: readonly (readonly [what: string, parameters: Record<string, unknown>, message: RegExp])[] = [
        ["no parameters", {}, /no parameters/],
        [
          "a plain list",
          { w: { value: [1], grad: f(1) } },
          /"w": value must be a Float32Array or Float64Array, got Array/,
        ],
        [
          "a gradient that is too long",
          { w: { value: f(2), grad: f(3) } },
          /"w": grad must be a Float32Array of length 2/,
        ],
        [
          "a gradient of another type",
          { w: { value: f(2), grad: new Float64Array(2) } },
          /"w": grad .* got Float64Array/,
        ],
        ["no gradient", { w: { value: f(2) } }, /"w": grad must be a Float32Array of length 2, got undefined/],
        ["a shape of more", { w: { value: f(2), grad: f(2), shape: [3, 1] } }, /"w": shape \[3,1\] does not hold 2/],
      ];
      for (const [what, parameters, message] of bad) refuses(() => make(parameters as never), message, what);
    },
  },
  {
    name: "refuses arrays that have become others, and has changed nothing",
    run({ make }) {
      for (const field of ["value", "grad"] as const) {
        const work = task(Float32Array);
        const optimizer = make(work);
        train(optimizer, work, 2);
        const before = snapshot(optimizer, work);
        const { bias } = work.parameters;
        const { [field]: kept } = bias!;
        bias![field] = new Float32Array(2);
        refuses(
          () => optimizer.step(() => 0),
          new RegExp(`"bias": ${field} must be a Float32Array of length 5`),
          field,
        );
        bias![field] = kept;
        same(snapshot(optimizer, work), before, `after a ${field} of another length`);
      }
    },
  },
  {
    name: "moves arrays that have taken others' place",
    run({ make }) {
      const [work, other] = [task(Float32Array), task(Float32Array)];
      const [optimizer, plain] = [make(work), make(other)];
      for (let i = 0; i < 4; i++) {
        train(optimizer, work, 1);
        train(plain, other, 1);
        for (const parameter of Object.values(work.parameters)) {
          parameter.value = parameter.value.slice();
          parameter.grad = parameter.grad.slice();
        }
      }
      same(valuesOf(work), valuesOf(other), "in new arrays at each step");
    },
  },
];
