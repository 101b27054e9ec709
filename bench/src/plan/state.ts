import { type Plugin, parameter } from "@downhill/plugin";

const side = 64;

/** Numbers that an optimizer at its defaults remembers for each weight of a matrix of 64 × 64. */
export function stateOf(plugin: Plugin): number {
  const optimizer = plugin({ matrix: parameter(new Float32Array(side ** 2), { shape: [side, side] }) });
  const { shared, parameters } = optimizer.state();
  const entries = [...Object.values(shared), ...Object.values(parameters.matrix!)];
  const numbers = entries.reduce<number>((sum, entry) => sum + (typeof entry === "number" ? 1 : entry.length), 0);
  optimizer.dispose();
  return numbers / side ** 2;
}
