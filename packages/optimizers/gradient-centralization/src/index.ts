import { flag, type ParameterFacts, wrapper } from "@downhill/plugin";
import { centralize } from "./centralize.ts";

/** Weights of two axes and more; those of convolutions only: more than three. */
const isCentralized = (
  { shape, role = "weight" }: Pick<ParameterFacts, "shape" | "role">,
  { useGc, gcConvOnly }: Record<"useGc" | "gcConvOnly", number>,
) => useGc !== 0 && role === "weight" && shape.length > (gcConvOnly ? 3 : 1);

/**
 * The inner optimizer gets gradients whose mean is taken off, for each output of a layer by itself:
 *
 * d = g + λw, then d = d - mean(d), where the mean is over all axes but that of the outputs (`outputAxis`).
 *
 * The authors' tensors are outputs × inputs, so that their means are along the rows; here weights are inputs × outputs
 * unless they say otherwise, and means are along the columns. The sum of the weights into an output stays what it was.
 *
 * The inner one's weight decay is taken over, as in the authors' optimizers: λw is added to the gradient before the mean
 * is taken off, so that the mean of the decay goes too; around AdamW, too, decay is coupled then. (Others centralise the
 * raw gradient and decay afterwards.) Momentum, of the inner optimizer, is one of centralised gradients.
 *
 * Vectors, biases and scales are not centralised, nor, unlike the reference's, embeddings: a mean over the vocabulary
 * would move rows that were not looked up. `gcConvOnly` leaves out what has up to three axes. Of one input, the mean is the
 * gradient: such weights would never move, as the reference's do not; here their gradient is left as it is. A gradient of
 * zeros stays zero. The user's gradient is not written, where the reference's is: decay, sums and differences are three
 * loops beside the inner step's, with Adam some 3.5 ns a parameter.
 *
 * When to use it: Around SGD or Adam for convolutional classifiers. It presumes that a shift of all of
 * an output's weights is no use, which a normalisation layer behind it makes true; do not use it on the last layer of a
 * regression.
 */
export const gradientCentralization = wrapper({
  name: "gradient-centralization",
  doc: "Takes the mean off each output's gradient before the inner optimizer sees it.",
  paper: "Yong et al. 2020, equation 1 and algorithms 1 and 2, arXiv:2004.01461",
  reference: "Yonghongwei/Gradient-Centralization SGD.py, around sgd",
  hyper: {
    useGc: flag(1, "take the means off"),
    gcConvOnly: flag(0, "leave out tensors of up to three axes"),
  },
  scratch: ["d"],
  takes: ["weightDecay"],
  gradient(tensors, _, __, { ops }) {
    for (const tensor of tensors) {
      const { w, g, d, shape, outputAxis, hyper } = tensor;
      ops.map(decayed, { w, g, d }, { weightDecay: hyper.weightDecay ?? 0 });
      if (isCentralized(tensor, hyper)) centralize(d, shape, outputAxis);
    }
    return "d";
  },
});

const decayed = ({ w, g, d }: Record<"w" | "g" | "d", number>, { weightDecay }: { weightDecay: number }) => {
  d = g + weightDecay * w;
  return { d };
};
