export { type CurveFit, type CurveFitOptions, curveFit, type Observations } from "./curve-fit.ts";
export { type LeastSquares, type LeastSquaresOptions, leastSquares } from "./least-squares.ts";
export { type MinimizeOptions, type Minimum, minimize } from "./minimize.ts";
export type { Objective } from "./objective.ts";
export type { Progress, Reason } from "./outcome.ts";
export type { Jacobian, Residuals } from "./residual-function.ts";
