/** The controls of what all lanes have in common: a change of it starts the race again. */

import "../style/panel.css";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Course, OptionKnob, ProblemSaid } from "../lanes/protocol.ts";
import { activations } from "../planes/sets.ts";
import { plain } from "../race/numbers.ts";
import { activationName, problemName } from "../race/words.ts";
import { Editor } from "./editor.tsx";
import { useHouse } from "./house.ts";
import { Knob } from "./knob.tsx";

interface Closes {
  readonly close: () => void;
}

export function ProblemChoice({ close }: Closes) {
  const { director, state } = useHouse();
  const [all, setAll] = useState<readonly ProblemSaid[] | null>(null);
  useEffect(() => {
    let gone = false;
    director.problems().then((problems) => {
      if (!gone) setAll(problems);
    });
    return () => {
      gone = true;
    };
  }, [director]);
  const { name } = state.value.course.problem;
  const choose = ({ name: chosen, targets, precision }: ProblemSaid) => {
    const target = targets.at(-1) ?? null;
    director.change({ problem: { name: chosen }, points: undefined, target, precision });
    close();
  };
  if (!all) return <p class="muted">Loading the problems …</p>;
  const groups: readonly [string, (problem: ProblemSaid) => boolean][] = [
    ["Points in the plane, with a map for each lane", ({ plane }) => plane],
    ["Other networks", ({ plane, group }) => !plane && group === "learning"],
    ["Functions", ({ group }) => group === "analytic"],
  ];
  return (
    <>
      <section>
        <h2 class="small muted">Points of your own</h2>
        <Editor close={close} />
      </section>
      {groups.map(([title, belongs]) => (
        <section key={title}>
          <h2 class="small muted">{title}</h2>
          <ul class="choices">
            {all.filter(belongs).map((problem) => (
              <li key={problem.name}>
                <button type="button" aria-pressed={problem.name === name} onClick={() => choose(problem)}>
                  <b>{problemName(problem.name)}</b>
                  <small>{problem.doc}</small>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

const ofBatch = ["samplesPerClass", "samples", "noise", "batchSize", "points"];

function Options({ of }: { readonly of: (knob: OptionKnob) => boolean }) {
  const { director, state } = useHouse();
  const { facts, course } = state.value;
  const knobs = facts?.knobs.filter(of) ?? [];
  if (knobs.length === 0) return <p class="muted">This problem has nothing here to choose.</p>;
  return (
    <div class="knobs">
      {knobs.map((knob) => {
        const onChange = (value: number) => {
          const options = { ...course.problem.options, [knob.name]: knob.scale === "flag" ? value !== 0 : value };
          director.change({ problem: { name: course.problem.name, options } });
        };
        return knob.name === "activation" ? (
          <Activation key={knob.name} value={knob.value} onChange={onChange} />
        ) : (
          <Knob key={knob.name} knob={knob} value={knob.value} onChange={onChange} />
        );
      })}
    </div>
  );
}

function Activation({ value, onChange }: { readonly value: number; readonly onChange: (value: number) => void }) {
  return (
    <label class="knob">
      <span>
        <b>activation</b> <small>between the layers</small>
      </span>
      <select value={value} onChange={(event) => onChange(Number(event.currentTarget.value))}>
        {activations.map((name, i) => (
          <option key={name} value={i}>
            {activationName(name)}
          </option>
        ))}
      </select>
    </label>
  );
}

export const Network = () => <Options of={({ name }) => !ofBatch.includes(name)} />;
export const Batch = () => <Options of={({ name }) => ofBatch.includes(name)} />;

/** A number of the course, in a form of one field. */
function Field({
  label,
  value,
  read,
  close,
  children,
}: Closes & {
  readonly label: string;
  readonly value: number | null;
  /** What the text means; null where it means nothing. */
  readonly read: (text: string) => Partial<Course> | null;
  readonly children?: ComponentChildren;
}) {
  const { director } = useHouse();
  const [wrong, setWrong] = useState(false);
  return (
    <form
      class="field"
      onSubmit={(event) => {
        event.preventDefault();
        const change = read(String(new FormData(event.currentTarget).get("value")).trim());
        setWrong(change === null);
        if (!change) return;
        close();
        director.change(change);
      }}
    >
      <label>
        {label}
        <input
          name="value"
          inputMode="decimal"
          autocomplete="off"
          defaultValue={value === null ? "" : plain(value)}
          aria-invalid={wrong}
        />
      </label>
      <button type="submit">Race again</button>
      {children}
    </form>
  );
}

const whole = (text: string, least: number, most: number): number | null => {
  const number = Number(text.replace(/[\s,]/g, ""));
  return text !== "" && Number.isInteger(number) && number >= least && number <= most ? number : null;
};

export function Seed({ close }: Closes) {
  const { state, director } = useHouse();
  const { seed } = state.value.course;
  return (
    <Field
      {...{ close, value: seed }}
      label="Seed of the points, the weights and the batches: a whole number from 0 to 4294967295"
      read={(text) => {
        const chosen = whole(text, 0, 0xffffffff);
        return chosen === null ? null : { seed: chosen };
      }}
    >
      <button
        type="button"
        onClick={() => {
          close();
          director.change({ seed: (seed + 1) % 2 ** 32 });
        }}
      >
        The next one
      </button>
    </Field>
  );
}

export function Budget({ close }: Closes) {
  const { state } = useHouse();
  const { budget, target } = state.value.course;
  return (
    <>
      <Field
        {...{ close, value: budget }}
        label="Gradient evaluations that each may spend: 10 to 1,000,000"
        read={(text) => {
          const chosen = whole(text, 10, 1_000_000);
          return chosen === null ? null : { budget: chosen };
        }}
      />
      <Field
        {...{ close, value: target }}
        label="Loss at the finish; empty for none"
        read={(text) => {
          if (text === "") return { target: null };
          const chosen = Number(text);
          return Number.isFinite(chosen) ? { target: chosen } : null;
        }}
      />
    </>
  );
}

const precisions = [
  ["float32", "Weights and sums in float32, which is fast."],
  ["float64", "Sums of matrix products in float64, each rounded once; functions wholly in float64."],
] as const;

export function Precision({ close }: Closes) {
  const { state, director } = useHouse();
  return (
    <ul class="choices">
      {precisions.map(([precision, doc]) => (
        <li key={precision}>
          <button
            type="button"
            aria-pressed={precision === state.value.course.precision}
            onClick={() => {
              close();
              director.change({ precision });
            }}
          >
            <b>{precision}</b>
            <small>{doc}</small>
          </button>
        </li>
      ))}
    </ul>
  );
}
