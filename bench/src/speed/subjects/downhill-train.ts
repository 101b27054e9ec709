import { parse } from "@downhill/catalog";
import { makeProblem } from "../problems.ts";
import { backendOf } from "./downhill-step.ts";
import type { Prepare } from "./prepared.ts";

export const prepareDownhillTrain: Prepare<"train"> = (subject, { optimizer: name, hyper, problem }) => {
  const matmulPrecision = subject === "downhill-float64" ? "float64" : "float32";
  const { model, loss, x, y } = makeProblem(problem, matmulPrecision);
  const optimizer = parse(name)(model.parameters(), hyper);
  const evaluate = () => {
    const value = loss.forward(model.forward(x), y);
    model.backward(loss.backward(), { inputGradient: false });
    return value;
  };
  return {
    description: `Downhill, sums in ${matmulPrecision}, ${backendOf(optimizer)} optimizer`,
    step: () => optimizer.step(evaluate),
    dispose: () => optimizer.dispose(),
  };
};
