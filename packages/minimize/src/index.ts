export { type LeastSquares, type LeastSquaresOptions, leastSquares } from "./least-squares.ts";
