/** The matrix products that methods of matrices take, for the rate at which the engine's kernels would do nothing else. */

/**
 * One product: its kernel in `@downhill/linalg`, and rows × inner × columns as that takes them. Of a matrix with its own
 * transpose, `rows` and `columns` are its own, and `inner` is not there.
 */
export type Product =
  | readonly [kernel: "matmulNN" | "matmulNT" | "matmulTN", rows: number, inner: number, columns: number]
  | readonly [kernel: "gramRows" | "gramColumns", rows: number, columns: number];

type ProductsOf = (rows: number, columns: number) => readonly Product[];

/** Five times A = XXᵀ of the shorter side, A², and that times X. */
const newtonSchulz: ProductsOf = (rows, columns) => {
  const size = Math.min(rows, columns);
  const step: Product[] = [
    [rows > columns ? "gramColumns" : "gramRows", rows, columns],
    ["gramRows", size, size],
    rows > columns ? ["matmulNN", rows, size, size] : ["matmulNN", size, size, columns],
  ];
  return Array.from({ length: 5 }, () => step).flat();
};

const grams: ProductsOf = (rows, columns) => [
  ["gramRows", rows, columns],
  ["gramColumns", rows, columns],
];

/** A square matrix of each side, times the matrix between them. */
const both: ProductsOf = (rows, columns) => [
  ["matmulNN", rows, rows, columns],
  ["matmulNN", rows, columns, columns],
];

/**
 * By name: those of a step that finds no new roots, bases or eigenvectors. PSGD's are with the zeros of its triangular
 * matrices, most of which its step leaves out.
 */
export const products: Readonly<Record<string, ProductsOf>> = {
  muon: newtonSchulz,
  normuon: newtonSchulz,
  adamuon: newtonSchulz,
  scion: newtonSchulz,
  shampoo: (...sides) => [...grams(...sides), ...both(...sides)],
  soap: (...sides) => [...grams(...sides), ...both(...sides), ...both(...sides), ...both(...sides)],
  splus: (...sides) => [...grams(...sides), ...both(...sides), ...both(...sides)],
  "psgd-kron": (rows, columns) => [
    ...[1, 2, 3].flatMap(() => both(rows, columns)),
    ...[1, 2].flatMap(() => grams(rows, columns)),
    ["matmulNN", rows, rows, rows],
    ["matmulNN", columns, columns, columns],
  ],
};
