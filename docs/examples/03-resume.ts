// A training that is interrupted, stored, and goes on to the bit: dropout, shuffled batches, a rate changed by hand.
import { adam } from "@downhill/adam";
import { dense, dropout, fit, load, numpyRandom, relu, save, sequential, softmaxCrossEntropy } from "@downhill/core";
import { spiral } from "@downhill/problems";

function start() {
  const random = numpyRandom(1);
  const model = sequential([dense(64), relu(), dropout(0.1), dense(3)], { input: 2, random });
  return { model, random, optimizer: adam(model.parameters(), { lr: 0.02 }) };
}

function train({ model, optimizer }: ReturnType<typeof start>, from: number, to: number) {
  fit(model, spiral(), {
    loss: softmaxCrossEntropy(),
    optimizer,
    from,
    epochs: to - from,
    batchSize: 32,
    onEpoch({ epoch }) {
      if (epoch === 9) optimizer.hyper.lr *= 0.5;
    },
  });
}

const whole = start();
train(whole, 0, 40);

const first = start();
train(first, 0, 20);
const bytes = save(first.model, { optimizer: first.optimizer, random: first.random, epoch: 19 });

const second = start();
const { epoch } = load(second.model, bytes, { optimizer: second.optimizer, random: second.random });
train(second, epoch! + 1, 40);

const [a, b] = [whole, second].map(({ model }) => JSON.stringify(model.state()));
console.log(`resumed after epoch ${epoch}, to the bit: ${a === b}`);

// prints resumed after epoch 19, to the bit: true
