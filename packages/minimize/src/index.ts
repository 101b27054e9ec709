export { leastSquares, type LeastSquares, type LeastSquaresOptions } from "./least-squares.ts";
