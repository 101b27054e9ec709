type Values<K extends string> = Record<K, number>;

/** The momentum m = μm + (1 - μ)g, and the direction u: with Nesterov's a step further along it. */
export const momentum = ({ g, m }: Values<"g" | "m" | "u">, { mu, nesterov }: Values<"mu" | "nesterov">) => {
  m = m + (1 - mu) * (g - m);
  const u = nesterov ? g + mu * (m - g) : m;
  return { m, u };
};

export const step = ({ w, u }: Values<"w" | "u">, { decayed, size }: Values<"decayed" | "size">) => {
  w = decayed * w - size * u;
  return { w };
};

export const adamw = (
  { w, g, m, v }: Values<"w" | "g" | "m" | "v">,
  { lr, beta1, beta2, eps, weightDecay, t }: Values<"lr" | "beta1" | "beta2" | "eps" | "weightDecay" | "t">,
) => {
  m = beta1 * m + (1 - beta1) * g;
  v = beta2 * v + (1 - beta2) * (g * g);
  w = (1 - lr * weightDecay) * w - ((lr / (1 - beta1 ** t)) * m) / (Math.sqrt(v / (1 - beta2 ** t)) + eps);
  return { w, m, v };
};
