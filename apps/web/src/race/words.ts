/** What a race is called in its sentence. */

import type { Course, Facts } from "../lanes/protocol.ts";
import { defaultWords } from "./default.ts";
import { grouped } from "./numbers.ts";
import type { Lane, State } from "./state.ts";
import { nameOf } from "./title.ts";
import { listed } from "./verdict.ts";

export interface Words {
  readonly problem: string;
  readonly network: string;
  readonly batch: string;
}

const written: Readonly<Record<string, string>> = { relu: "ReLU", gelu: "GELU", elu: "ELU", silu: "SiLU" };

export const activationName = (name: string): string => written[name] ?? name;

export const problemName = (name: string): string => name.replace(/-(?=[a-z])/g, " ");

export function wordsOf(
  { problem }: Pick<Course, "problem">,
  facts: Pick<Facts, "sizes" | "activation" | "samples" | "batchSize">,
): Words {
  const { sizes, activation, samples, batchSize } = facts;
  const shape = sizes.length > 1 ? sizes.map(grouped).join("–") : "";
  const all = batchSize >= samples;
  return {
    problem: problemName(problem.name),
    network: [shape, activationName(activation)].filter(Boolean).join(" "),
    batch:
      samples === 0
        ? ""
        : `${all ? "all " : ""}${grouped(Math.min(batchSize, samples))}${all ? " points" : ` of ${grouped(samples)} points`} a step`,
  };
}

/** Told apart by their rates where the same optimizer runs twice. */
export function laneName(
  lane: Lane,
  lanes: readonly Lane[],
  room: "sentence" | "label" | "phone" = "sentence",
): string {
  const name = nameOf(lane.entry, room);
  const twin = lanes.some((other) => other.id !== lane.id && nameOf(other.entry, room) === name);
  return twin ? `${name} ${lane.hyper.lr ?? lane.pen + 1}` : name;
}

/** The sentence over the race, as plain text. */
export function sentenceOf({ course, lanes, facts }: Pick<State, "course" | "lanes" | "facts">): string {
  const { problem, network, batch } = wordsOf(course, facts ?? defaultWords);
  const names = listed(lanes.map((lane) => `${laneName(lane, lanes)} (rate ${lane.hyper.lr ?? "–"})`));
  const parts = [network && ` with a ${network} network`, batch && `, ${batch}`].join("");
  return `${names} on the ${problem}${parts}, seed ${course.seed}, in ${course.precision}: same network, same start, same batches.`;
}
