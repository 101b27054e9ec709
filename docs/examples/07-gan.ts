// A GAN in one dimension: the generator learns to draw from a normal distribution of mean 3 and deviation 0.5.
import { adam } from "@downhill/adam";
import { dense, numpyRandom, predict, relu, sequential, sigmoidCrossEntropy, tensor } from "@downhill/core";

const random = numpyRandom(0);
const generator = sequential([dense(16), relu(), dense(1)], { input: 4, random });
const discriminator = sequential([dense(16), relu(), dense(16), relu(), dense(1)], { input: 1, random });
const forger = adam(generator.parameters(), { lr: 0.001, beta1: 0.5 });
const judge = adam(discriminator.parameters(), { lr: 0.004, beta1: 0.5 });

const normals = (length: number) => Array.from({ length }, random.normal);
const noise = (rows: number) => tensor(normals(4 * rows), [rows, 4]);
const real = new Array<number>(64).fill(1);
const forged = new Array<number>(64).fill(0);
const loss = sigmoidCrossEntropy();

for (let step = 0; step < 1000; step++) {
  const fake = generator.forward(noise(64));
  const genuine = normals(64).map((z) => 3 + 0.5 * z);
  loss.forward(discriminator.forward(tensor(genuine, [64, 1])), real);
  discriminator.backward(loss.backward());
  loss.forward(discriminator.forward(fake), forged);
  discriminator.backward(loss.backward(), { accumulate: true });
  judge.step();

  loss.forward(discriminator.forward(fake), real);
  generator.backward(discriminator.backward(loss.backward())); // what the judge's input tells the forger
  forger.step();
}

const { data } = predict(generator, noise(10_000));
const mean = data.reduce((sum, each) => sum + each, 0) / data.length;
const variance = data.reduce((sum, each) => sum + (each - mean) ** 2, 0) / data.length;
console.log(`mean ${mean.toFixed(2)}, standard deviation ${Math.sqrt(variance).toFixed(2)}`);

// prints mean 2.98, standard deviation 0.52
